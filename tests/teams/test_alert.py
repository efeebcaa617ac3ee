"""A page in Teams comes as an important notification; nothing else does."""

from typing import Any, cast

import pytest

from adapters.teams.adapter import TeamsAdapter
from adapters.teams.client import Connector
from adapters.teams.store import Place
from bot.words.cards import Message, Tone
from bot.words.delivery import Result, Sent
from bot.words.events import Channel

PAT = Channel("teams", "tenant", "pat", dm=True)
ROOM = Channel("teams", "tenant", "19:ward")


class Noted:
    """A connector that keeps what it was given."""

    def __init__(self) -> None:
        self.activities: list[dict[str, Any]] = []

    async def where(self, to: Channel) -> Place:
        return Place(to.workspace, to.id, to.id, "https://service.example/", "28:bot", "personal")

    async def post(self, _place: Place, activity: dict[str, Any], _thread: str) -> Result:
        self.activities.append(activity)
        return Sent("1")

    async def change(self, _place: Place, _ref: str, activity: dict[str, Any]) -> Result:
        self.activities.append(activity)
        return Sent("1")


@pytest.mark.parametrize(
    ("to", "tone", "alerts"),
    [
        (PAT, "urgent", True),
        (PAT, "plain", False),
        (PAT, "warning", False),
        (ROOM, "urgent", False),
    ],
)
async def test_only_what_is_urgent_and_for_one_person(
    to: Channel, tone: Tone, alerts: bool
) -> None:
    noted = Noted()
    adapter = TeamsAdapter(cast(Connector, noted))
    page = Message("P1: C-201 needs an answer", tone=tone)
    await adapter.post(to, page, thread="", key="concern:201:page:5:1")
    (posted,) = noted.activities
    assert posted.get("channelData") == ({"notification": {"alert": True}} if alerts else None)


async def test_an_edit_alerts_nobody() -> None:
    noted = Noted()
    await TeamsAdapter(cast(Connector, noted)).edit(PAT, "1", Message("answered", tone="urgent"))
    assert "channelData" not in noted.activities[0]
