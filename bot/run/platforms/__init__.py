"""How each platform is put together from its adapter and our parts."""

from bot.run.platforms.parts import Platform, PlatformParts

__all__ = ["Platform", "PlatformParts"]
