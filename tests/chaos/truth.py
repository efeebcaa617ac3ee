"""What must be so after any fault: the database against what people were promised, and against
what the platforms show."""

import json
import re
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Engine, create_engine, text

from adapters.slack import render as slack_render
from adapters.slack.adapter import opaque
from bot.words import plain_text
from bot.words.cards import Message, load
from bot.words.events import Channel
from tests.chaos.bounds import JITTER, SLACK_SECOND
from tests.chaos.crowd import Told
from tests.chaos.estate import TEAMS_WARD, TRIAGE, WARD, Estate

NOT_THE_SAME = timedelta(seconds=1)
WAITING = "SELECT count(*) FROM shown WHERE sent_version < version AND dead = '' AND due_at <= :now"
ROWS = (
    "SELECT key, platform, workspace, channel, dm, parent_key, body, version, sent_version, ref,"
    " urgent, dead, wanted_at FROM shown"
)
WEB = "SELECT ref FROM web_messages WHERE author = ''"
MISTAKE = re.compile(r"handler failed|a claim failed|could not look for what to deliver")


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the database wants it; `wanted` is when it was wanted first (UTC)."""

    key: str
    place: Channel
    parent: str
    message: Message
    version: int
    sent: int
    ref: str
    urgent: bool
    dead: str
    wanted: datetime


@dataclass
class Truth:
    """All lists are empty where all is well; `doubles` are counted by platform."""

    promised: int = 0
    stored: int = 0
    wanted: int = 0
    unheard: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    doubles: Counter[str] = field(default_factory=Counter)

    def holds(self, *, teams: int = 0, paced: bool = True) -> None:
        """Nothing lost, nothing stale, nothing twice in the database; on Slack and the playground
        nothing twice, on Teams at most `teams` messages."""
        wrong = {
            name: found[:5]
            for name in (
                "unheard",
                "lost",
                "twice",
                "unshown",
                "stale",
                "dead",
                "disorder",
                "mistakes",
            )
            if (found := getattr(self, name))
        }
        assert wrong == {}
        assert not (paced and self.crowded), self.crowded[:5]
        allowed = {"slack": 0, "web": 0, "teams": teams}
        assert {p: n for p, n in self.doubles.items() if n > allowed[p]} == {}


def settled(estate: Estate, seconds: float) -> float:
    """Wait until nothing is left to deliver; how long that took."""
    engine, begun = create_engine(estate.direct), time.monotonic()
    try:
        while waiting := _waiting(engine, estate.ahead):
            gone = time.monotonic() - begun
            assert gone < seconds, f"{waiting} messages wait after {gone:.0f} s: {_said(estate)}"
            time.sleep(0.1)
        return time.monotonic() - begun
    finally:
        engine.dispose()


def _said(estate: Estate) -> str:
    """The ends of all logs."""
    return "\n".join(one.said() for one in estate.processes)


def _waiting(engine: Engine, ahead: timedelta) -> int:
    now: Any = datetime.now(UTC) + ahead
    if engine.dialect.name == "sqlite":
        now = now.replace(tzinfo=None).isoformat(" ")
    with engine.connect() as db:
        return int(db.execute(text(WAITING), {"now": now}).scalar_one())


def look(estate: Estate, told: Sequence[Told]) -> Truth:
    """The whole truth, now."""
    engine, truth = create_engine(estate.direct), Truth()
    try:
        with engine.connect() as db:
            _promises(truth, told, _texts(db))
            rows = list(_rows(db))
            web = {str(row[0]) for row in db.execute(text(WEB))}
    finally:
        engine.dispose()
    truth.wanted = len(rows)
    _platforms(truth, estate, rows, web)
    truth.disorder = list(_disorder(estate, rows))
    truth.crowded = list(crowded(estate))
    truth.mistakes = [line for one in estate.processes for line in _mistakes(one.log.read_text())]
    return truth


def _texts(db: Any) -> str:
    """All that people said, as it is kept."""
    asked = ("SELECT text FROM concerns", "SELECT text FROM concern_entries WHERE kind != 'change'")
    return "\n".join(str(row[0]) for one in asked for row in db.execute(text(one)))


def _promises(truth: Truth, told: Sequence[Told], kept: str) -> None:
    for one in told:
        times = kept.count(one.word)
        truth.promised += one.heard
        truth.stored += times > 0
        if not one.heard and one.way != "command":  # which Slack tells to have failed
            truth.unheard.append(f"{one.way}: {one.word}")
        if one.heard and not times:
            truth.lost.append(f"{one.way}: {one.word}")
        if times > 1:
            truth.twice.append(f"{one.way}: {one.word} {times} times")


def _rows(db: Any) -> Iterator[Row]:
    for row in db.execute(text(ROWS)).mappings():
        place = Channel(row["platform"], row["workspace"], row["channel"], bool(row["dm"]))
        message = load(json.loads(row["body"]))
        assert isinstance(message, Message)
        yield Row(
            *(row["key"], place, row["parent_key"], message, row["version"], row["sent_version"]),
            *(row["ref"] or "", bool(row["urgent"]), row["dead"], _moment(row["wanted_at"])),
        )


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _platforms(truth: Truth, estate: Estate, rows: list[Row], web: Collection[str]) -> None:
    for row in rows:
        name = f"{row.key} in {row.place.platform} {row.place.id}"
        if row.dead:
            truth.dead.append(f"{name}: {row.dead}")
            continue
        seen = _seen(estate, row, web)
        if seen is None:
            truth.unshown.append(name)
        elif row.sent != row.version or seen != _wanted(row):
            truth.stale.append(f"{name}: {seen!r}, not {_wanted(row)!r}")
    truth.doubles["slack"] = _doubles_on_slack(estate)
    truth.doubles["teams"] = _doubles_on_teams(estate, rows)


def _seen(estate: Estate, row: Row, web: Collection[str]) -> str | None:
    """What people see of a message, as text; None for nothing."""
    match row.place.platform:
        case "slack":
            found = _room(estate, row.place).find(row.ref)
            return None if found is None else found.text
        case "teams":
            post = estate.teams.posts.get(row.ref)
            return None if post is None else str(post.activity.get("summary"))
        case _:
            return _wanted(row) if row.ref in web else None  # where it is, it is as wanted


def _wanted(row: Row) -> str:
    match row.place.platform:
        case "slack":
            return slack_render.message(row.message, row.place.workspace).text
        case "teams":
            return plain_text.spoken(row.message)
        case _:
            return row.message.title


def _room(estate: Estate, place: Channel) -> Any:
    return estate.slack.im(place.id) if place.dm else estate.slack.channel(place.id)


def _doubles_on_slack(estate: Estate) -> int:
    """Messages that stand there more than once, by the names that they carry."""
    places = list(estate.slack.world.channels.values())
    named = [(place.id, _name(m)) for place in places for m in place.messages if _name(m)]
    return len(named) - len(set(named))


def _name(message: Any) -> str:
    return str(((message.metadata or {}).get("event_payload") or {}).get("key") or "")


def _doubles_on_teams(estate: Estate, rows: list[Row]) -> int:
    """Cards in the ward's room that we know nothing of; answers to those who asked have no
    summary."""
    ours = {row.ref for row in rows if row.place.platform == "teams"}
    there = estate.teams.refs(TEAMS_WARD)
    return sum("summary" in shown and ref not in ours for ref, shown in there.items())


def _disorder(estate: Estate, rows: list[Row]) -> Iterator[str]:
    """Messages of a room that stand before what was wanted earlier. What was wanted within the
    same second has no order, urgent ones overtake, and replies wait for what they are under."""
    plain = [r for r in rows if not r.urgent and not r.parent and not r.dead and r.ref]
    for room in {r.place for r in plain if r.place.platform == "slack"}:
        first = _first(estate, room)
        stand = sorted(
            (first.get(opaque(room, r.key), r.ref), r.wanted, r.key)
            for r in plain
            if r.place == room
        )
        for (_, early, one), (_, late, other) in pairwise(stand):
            if early - late > NOT_THE_SAME:
                yield f"{one} stands before {other} in {room.id}"


def _first(estate: Estate, room: Channel) -> dict[str, str]:
    """When each of our messages came first, by the name that it carries."""
    found: dict[str, str] = {}
    for message in _room(estate, room).messages:
        found.setdefault(_name(message), message.ts)
    return found


def crowded(estate: Estate) -> Iterator[str]:
    """Posts of one of Slack's rooms that came within a second of another."""
    for name in (TRIAGE, WARD):
        room = estate.slack.channel(name).id
        calls = [c for c in estate.slack.called("chat.postMessage") if c.args["channel"] == room]
        came = sorted(c.at for c in calls if not c.error)
        for early, late in pairwise(came):
            if late - early < SLACK_SECOND - JITTER:
                yield f"{name}: {late - early:.3f} s apart"


def _mistakes(log: str) -> Iterator[str]:
    """What went wrong as if it were ours: a fault of others must not look so."""
    return (line[:300] for line in log.splitlines() if MISTAKE.search(line))
