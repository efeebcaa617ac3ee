"""What Corridor does: the jobs and what they need, one folder or file each."""

from bot.features.registry import FEATURES

__all__ = ["FEATURES"]
