"""The platforms that Corridor speaks to: the one list of their names."""

from typing import Literal, TypeAlias, get_args

PlatformName: TypeAlias = Literal["slack", "teams", "web"]
PLATFORMS: tuple[PlatformName, ...] = get_args(PlatformName)
PAGER = "pager"
"""Where pages go that leave the chat: no platform that anybody has an account on."""
KEPT_CLEANED: frozenset[str] = frozenset(("web",))
"""Where messages are kept as the guard leaves them, so that nothing is left to take away."""
