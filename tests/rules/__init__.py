"""Tests of the rules: every number that a hospital was promised."""
