"""The platforms that Corridor speaks to: the one list of their names."""

from typing import Literal, TypeAlias, get_args

PlatformName: TypeAlias = Literal["slack", "teams", "web"]
PLATFORMS: tuple[PlatformName, ...] = get_args(PlatformName)
PAGER = "pager"
"""Where pages go that leave the chat: no platform that anybody has an account on."""
