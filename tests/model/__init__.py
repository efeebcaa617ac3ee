"""Corridor against a model of it that is a page long."""
