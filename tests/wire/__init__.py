"""Corridor on the wire: the real adapters, talking to platforms that tests can look into."""
