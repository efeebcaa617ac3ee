"""What the doctor looks at, and how it says what it found."""

from bot.checks.check import Check

__all__ = ["Check"]
