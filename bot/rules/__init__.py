"""The hospital's rules as pure functions: time, shifts, priorities, notes (docs/rules.md)."""
