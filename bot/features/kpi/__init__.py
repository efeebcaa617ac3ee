"""Measures that both sides agreed on: a definition in words, a baseline, a series of figures."""
