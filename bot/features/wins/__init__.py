"""Wins: thanks that name both sides, told privately or announced with everyone's consent."""
