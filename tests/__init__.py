"""Everything that shows Corridor does what it says."""
