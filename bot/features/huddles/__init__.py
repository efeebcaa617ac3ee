"""Joint stand-ups: the unit is asked once a shift, and both sides read one post."""
