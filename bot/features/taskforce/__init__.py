"""Task forces: people of both sides who agree on something, in linked rooms of every platform."""
