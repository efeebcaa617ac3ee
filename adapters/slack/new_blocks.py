"""Slack's newer blocks, and what stands in for them where a workspace does not take them.

Slack publishes no list of which workspaces and clients take which block. So one is drawn where it
was not refused yet; what Slack refuses because of one is sent again without, and from then on drawn
so until the process ends. Nobody sees an error.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.blocks import NONE, Newer
from adapters.slack.outcomes import code_of
from adapters.slack.size_limits import Json

log = structlog.get_logger()
REFUSES = frozenset({"invalid_arguments", "invalid_blocks", "invalid_blocks_format"})
T = TypeVar("T")
Made = TypeVar("Made")


class NewBlocks:
    """What each workspace has taken and refused so far, of the kinds that are wanted at all."""

    def __init__(self, wanted: Newer) -> None:
        self._wanted = wanted
        self._taken: dict[str, Newer] = {}
        self._refused: dict[str, Newer] = {}

    def surely(self, workspace: str) -> Newer:
        """Those that were taken there: for answers of which Slack does not say whether it took
        them."""
        return self._taken.get(workspace, NONE)

    async def send(
        self,
        workspace: str,
        draw: Callable[[Newer], Made],
        send: Callable[[Made], Awaitable[T]],
    ) -> T:
        """Send what `draw` makes, without newer blocks if Slack refuses it with them. Raises what
        `send` does otherwise."""
        refused = self._refused.get(workspace, NONE)
        made = draw(self._wanted - refused)
        used = self._wanted & frozenset(_kinds(made))
        try:
            answer = await send(made)
        except SlackApiError as error:
            if not used or code_of(error) not in REFUSES:
                raise
            answer = await self._without(workspace, draw, send, used)
        else:
            self._taken[workspace] = self._taken.get(workspace, NONE) | used
        return answer

    async def _without(
        self,
        workspace: str,
        draw: Callable[[Newer], Made],
        send: Callable[[Made], Awaitable[T]],
        used: Newer,
    ) -> T:
        try:
            answer = await send(draw(NONE))
        except SlackApiError as error:
            # Refused without them too, so they were not why; else it is, whatever came of this.
            if code_of(error) not in REFUSES:
                self._note(workspace, used)
            raise
        self._note(workspace, used)
        return answer

    def _note(self, workspace: str, used: Newer) -> None:
        self._refused[workspace] = self._refused.get(workspace, NONE) | used
        self._taken[workspace] = self._taken.get(workspace, NONE) - used
        log.warning("Slack refuses newer blocks", workspace=workspace, blocks=sorted(used))


def _kinds(made: Any) -> Iterator[str]:
    """The kinds of the blocks in a payload: a view, or a list of blocks."""
    blocks: list[Json] = made["blocks"] if isinstance(made, dict) else made
    return (str(block["type"]) for block in blocks)
