"""Killed with -9 at every hop between Slack's request and the delivery: nothing that was
acknowledged is lost, and nothing is shown twice but in the one case that can't be told apart."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from adapters.slack.adapter import opaque
from adapters.slack.manifest import manifest
from bot.words.events import Channel
from tests.wire.crashing import HOPS, Lives, lives
from tests.wire.running import eventually
from tests.wire.slack.parcels import Answer, Doing
from tests.wire.slack.people import People
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Mode, config, environment

Act = Literal["event", "command", "press"]
WORDS = "label printer on 5 West prints blank"
SHOWN = (
    "SELECT key, workspace, channel, dm, ref FROM shown WHERE dead = '' AND sent_version = version"
)
OPEN = "SELECT count(*) FROM shown WHERE dead != '' OR sent_version < version"


@dataclass(frozen=True, slots=True)
class Found:
    """What Slack was told at first: "", or what went wrong; whether a repetition was acknowledged;
    how many concerns are stored; how often the messages are there that are there most often."""

    first: str
    again: bool
    concerns: int
    shown: int


BROKEN = "connection_failed"
AGAIN, AT_ONCE = Found(BROKEN, True, 1, 1), Found("", False, 1, 1)
TABLE: tuple[tuple[Act, Mode, str, Found], ...] = (
    # Slack sends events again, until they are acknowledged
    ("event", "http", "received", AGAIN),
    ("event", "http", "parsed", AGAIN),
    ("event", "http", "written, not committed", AGAIN),
    ("event", "http", "committed, not answered", AGAIN),
    ("event", "http", "answered, not claimed", AT_ONCE),
    ("event", "socket", "received", AGAIN),
    ("event", "socket", "written, not committed", AGAIN),
    ("event", "socket", "committed, not answered", AGAIN),
    ("event", "socket", "answered, not claimed", AT_ONCE),
    # of a command the person sees that it failed; what was committed is delivered all the same
    ("command", "http", "received", Found(BROKEN, False, 0, 0)),
    ("command", "http", "parsed", Found(BROKEN, False, 0, 0)),
    ("command", "http", "written, not committed", Found(BROKEN, False, 0, 0)),
    ("command", "http", "committed, not answered", Found(BROKEN, False, 1, 1)),
    ("command", "http", "answered, not claimed", AT_ONCE),
    ("command", "socket", "written, not committed", Found(BROKEN, False, 0, 0)),
    ("command", "socket", "committed, not answered", Found(BROKEN, False, 1, 1)),
    ("command", "socket", "answered, not claimed", AT_ONCE),
)
POSTING = (
    # the hop; whether the app may read what is in the room; how often the message is there
    ("claimed, not posted", True, 1),
    ("posted, not noted", True, 1),
    ("posted, not noted", False, 2),  # nobody can tell whether it is there
    ("post noted", True, 1),
)
EDITING = ("claimed, not edited", "edited, not noted", "edit noted")


@dataclass
class Scene:
    slack: FakeSlack
    lives: Lives
    people: People
    path: Path

    def act(self, act: Act) -> Doing[Answer]:
        match act:
            case "event":
                return self.people.dm("ana", f"concern {WORDS}")
            case "command":
                return self.people.command("ana", "/concern", WORDS, "ward-5w")
            case "press":
                card = next(
                    m for m in self.slack.channel("it-triage").messages if "C-101 ·" in m.text
                )
                return self.people.press("sam", card, "Take")

    def asked(self, words: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.path / "corridor.db") as db:
            return list(db.execute(words))

    def all_shown(self) -> bool:
        """The cards in both rooms at least, and nothing waits."""
        ((waiting,),) = self.asked(OPEN)
        return not waiting and len(self.asked(SHOWN)) > 1

    def concerns(self) -> int:
        return len(self.asked("SELECT 1 FROM concerns"))

    def copies(self) -> Counter[str]:
        """How often each message that should be seen is there; the one we know is among them."""
        found: Counter[str] = Counter()
        for key, workspace, channel, dm, ref in self.asked(SHOWN):
            room = self.slack.im(channel) if dm else self.slack.channel(channel)
            name = opaque(Channel("slack", workspace, channel, bool(dm)), key)
            there = [m.ts for m in room.messages if _name(m.metadata) == name]
            assert ref in there
            found[f"{key} in {room.name}"] = len(there)
        return found


def _name(metadata: dict[str, dict[str, str]] | None) -> str:
    return (metadata or {}).get("event_payload", {}).get("key", "")


@contextmanager
def scene(path: Path, mode: Mode) -> Iterator[Scene]:
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.configure(manifest("https://corridor.example" if mode == "http" else ""))
        with lives(path, environment(slack, mode), config(slack)) as found:
            people = (
                slack.over_http(f"{found.url}/slack/events")
                if mode == "http"
                else slack.over_socket()
            )
            patient = people.hurried(60.0).stubborn(0.05, 0.5, 1.0)
            yield Scene(slack, found, patient, path)


def found(at: Scene, act: Act, hop: str) -> Found:
    """Live until the hop, live again, and look."""
    at.lives.start(hop)
    doing = at.act(act)
    if hop == "answered, not claimed":
        doing.result()
        at.lives.kill()
    else:
        at.lives.killed()
    at.lives.start()
    answer = doing.result()
    first = [*answer.before, answer][0]
    if answer.ok or at.concerns():
        eventually(at.all_shown)
    most = max(at.copies().values(), default=0)
    return Found(first.why, bool(answer.before) and answer.ok, at.concerns(), most)


@pytest.mark.parametrize(
    ("act", "mode", "hop", "expected"), TABLE, ids=[" / ".join(row[:3]) for row in TABLE]
)
def test_killed_on_the_way_in(
    tmp_path: Path, act: Act, mode: Mode, hop: str, expected: Found
) -> None:
    with scene(tmp_path, mode) as at:
        assert found(at, act, hop) == expected
        assert bool(at.slack.troubles) == (act == "command" and bool(expected.first))
        if not expected.concerns:
            assert at.act(act).result().ok
            eventually(at.all_shown)
            assert at.concerns() == 1
            assert set(at.copies().values()) == {1}


@pytest.mark.parametrize(("hop", "reads", "most"), POSTING)
def test_killed_while_posting(tmp_path: Path, hop: str, reads: bool, most: int) -> None:
    with scene(tmp_path, "http") as at:
        if not reads:
            at.slack.world.tokens[at.slack.token].scopes = frozenset(
                one for one in at.slack.app.scopes if not one.endswith(":history")
            )
        got = found(at, "event" if reads else "command", hop)
        assert (got.concerns, got.shown) == (1, most)
        assert WORDS in at.slack.shown("it-triage")


@pytest.mark.parametrize("hop", EDITING)
def test_killed_while_editing(tmp_path: Path, hop: str) -> None:
    with scene(tmp_path, "http") as at:
        at.lives.start(hop)
        assert at.act("event").result().ok
        eventually(at.all_shown)
        assert "Sam Ortiz" not in at.slack.shown("it-triage")
        at.act("press").result()
        at.lives.killed()
        at.lives.start()
        eventually(at.all_shown)
        assert "Sam Ortiz" in at.slack.shown("it-triage")
        assert set(at.copies().values()) == {1}
        assert at.concerns() == 1


def test_every_hop_is_in_a_table() -> None:
    """So that one which is added is tried."""
    tried = {hop for _, _, hop, _ in TABLE} | {hop for hop, _, _ in POSTING} | set(EDITING)
    assert tried == set(HOPS)
