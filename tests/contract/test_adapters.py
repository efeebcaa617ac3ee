"""What every platform must do. A new platform adds one rig, and nothing here."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.words.cards import Alert, Line, Message, dump, line, load
from bot.words.delivery import Sent, Undeliverable
from bot.words.events import Channel, Press
from tests.contract.everything import EMPTY, EVERYTHING, FORM, HUGE, NASTY
from tests.contract.rigs import RIGS, ROOM, Rig
from tests.harness import buttons

rigs = pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.name)
ALLOWED = set(
    "div p h2 h4 h5 strong bdi a span time blockquote dl dt dd form input button details summary pre"
    " dialog header footer svg path fieldset legend datalist label select option textarea table thead tbody tr th td ul li svg rect".split()
)


@rigs
def test_everything_renders_and_nothing_is_lost(rig: Rig) -> None:
    shown = rig.show(EVERYTHING)
    for text in (
        NASTY,
        "docs",
        "@zed",
        "03:05 EDT",
        "C-101",
        "second line",
        "Owner",
        "3 (60 %)",
        "Option",
        "Yes",
        "No",
        "Open",
    ):
        assert text in shown
    filled = rig.show(FORM)
    for text in (NASTY, "Short", "Choice 11", "Bee", "Day", "Somebody", "Room 11", "Time of day"):
        assert text in filled or rig.name == "memory"


@rigs
def test_what_people_type_never_becomes_markup(rig: Rig) -> None:
    assert rig.tags(EVERYTHING) <= ALLOWED
    assert rig.tags(FORM) <= ALLOWED
    assert "script" not in rig.tags(EVERYTHING)


@rigs
def test_the_empty_and_the_huge_render(rig: Rig) -> None:
    assert rig.show(EMPTY) is not None
    assert "x" * 9000 in rig.show(HUGE)


@rigs
def test_a_button_comes_back_as_it_went(rig: Rig) -> None:
    back = [e.action for e in rig.press(EVERYTHING) if isinstance(e, Press)]
    assert back == [button.action for button in buttons(EVERYTHING)]


@rigs
async def test_post_edit_and_find(rig: Rig, tmp_path: Path) -> None:
    adapter, close = rig.open(tmp_path)
    try:
        sent = await adapter.post(ROOM, Message("one"), thread="", key="concern:1")
        assert isinstance(sent, Sent)
        assert await adapter.edit(ROOM, sent.ref, Message("two", (line("more"),))) == sent
        found = await adapter.find(ROOM, thread="", key="concern:1")
        assert found == (sent.ref if rig.finds else None)
        assert await adapter.find(ROOM, thread="", key="concern:2") is None
    finally:
        close()


async def test_the_web_posts_a_key_once_and_knows_its_rooms(tmp_path: Path) -> None:
    (web,) = (rig for rig in RIGS if rig.name == "web")
    adapter, close = web.open(tmp_path)
    try:
        first = await adapter.post(ROOM, Message("one"), thread="", key="concern:1")
        again = await adapter.post(ROOM, Message("one"), thread="", key="concern:1")
        assert first == again
        nowhere = Channel("web", "playground", "cellar")
        lost = await adapter.post(nowhere, Message("one"), thread="", key="concern:1")
        assert isinstance(lost, Undeliverable)
    finally:
        close()


def test_the_outbox_keeps_a_message_as_it_was_and_alerts_as_lines() -> None:
    """Processes of the version before read the same outbox, and know no alerts."""
    blocks = [Line(b.told) if isinstance(b, Alert) else b for b in EVERYTHING.blocks]
    kept = load(json.loads(json.dumps(dump(EVERYTHING))))
    assert kept == replace(EVERYTHING, blocks=tuple(blocks))
