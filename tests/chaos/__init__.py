"""Faults on purpose: real processes, real databases, and stand-ins for the platforms at the wire."""
