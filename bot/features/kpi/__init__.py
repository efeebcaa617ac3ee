"""Measures that both sides agreed on: a definition in words, counts before and after, no more."""
