"""Polls: one ballot over all platforms, counted by side, shown so that nobody is found out."""
