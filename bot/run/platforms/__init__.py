"""How each platform is put together from its adapter and our parts."""

from bot.run.platforms.parts import Parts, Served

__all__ = ["Parts", "Served"]
