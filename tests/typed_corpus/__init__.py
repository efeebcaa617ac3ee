"""What people type, and what must come of it on every wire (R32, R33)."""
