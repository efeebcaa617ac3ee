"""Data written by an earlier version, and what later versions must still do with it."""
