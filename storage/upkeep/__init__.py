"""What operators do with a whole database: backup, copy, and looking at what waits."""
