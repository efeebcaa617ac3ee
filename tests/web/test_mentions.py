"""People mentioned in the playground (R34): "@" and the name of somebody who is there."""

from datetime import UTC, datetime

import pytest

from adapters.web import parse
from adapters.web.people import PANES, Actor, Place, View, direct
from bot.words.events import Account, Command

KIM = Actor(Account("web", "playground", "kim"), "Kim Lee", "it")
NURSE = Actor(Account("web", "playground", "priya"), "Priya Nair, MD (she/her)", "both")


@pytest.mark.parametrize(("typed", "named"), [
    ("/win @Kim Lee fixed it", ["kim"]),
    ("/win @priya nair, md (she/her) @Kim Lee's team fixed it", ["priya", "kim"]),
    ("/win @Kim\u00a0Lee fixed it", ["kim"]),
    ("/win @Kim Leeson and a@Kim Lee fixed it", []),
    ("/win @Kim fixed it", []),
])  # fmt: skip
def test_whoever_is_there_is_an_account(typed: str, named: list[str]) -> None:
    view = View(PANES["it"], KIM, Place(direct(KIM), "Corridor", "dm"))
    values = {"text": typed, "once": "once-12345"}
    event = parse.said(
        parse.PageRequest(values, view, datetime(2026, 3, 4, tzinfo=UTC), (KIM, NURSE))
    )
    assert isinstance(event, Command)
    assert [one.account.id for one in event.mentions] == named
