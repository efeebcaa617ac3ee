"""What the doctor looks at, and how it says what it found."""

from bot.ops.checks.check import Check

__all__ = ["Check"]
