"""The week on one phone screen, for leaders: what came, how it was answered, how it ended."""
