"""A platform in memory: for tests, and for rehearsing at a terminal."""
