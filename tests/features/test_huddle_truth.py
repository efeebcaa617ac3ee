"""The huddle is made from what is true (R23): after weeks of anything, what a post lists and counts
is what plain SQL finds, and "nothing unsafe is open" is said only if that finds nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.features.concerns.states import STATES
from storage.nouns import concerns, huddle_entries, huddles
from tests.features.joint import harbor, part, started
from tests.harness import WARDS, Bot, buttons, message, said

NOW = datetime(2026, 3, 26, 13, 0, tzinfo=UTC)
UNITS = ("5W", "ICU", "ED", "PH")
# H-101 is of three units, H-102 of the ICU alone, H-103 of everybody.
ASKS = {101: ("5W", "ICU", "ED"), 102: ("ICU",), 103: ()}
WITH_IT = "('new', 'acknowledged', 'in_progress', 'on_hold', 'reopened')"
OURS = (
    " AND hospital_id = 'harbor' AND NOT practice AND (:everybody OR reach = 'site'"
    " OR (unit = '' AND units = '[]') OR instr(:asks, '|' || unit || '|') > 0 AND unit <> ''"
    " OR EXISTS (SELECT 1 FROM json_each(units) WHERE instr(:asks, '|' || value || '|') > 0))"
)
SAID = (
    "SELECT coalesce(k.parent, k.number) FROM huddle_words w JOIN concerns k ON k.number = w.concern"
    " WHERE w.kind = 'unsafe'"
)
UNSAFE = (
    f"SELECT number FROM concerns WHERE state IN {WITH_IT} AND (harm <> 'no'"
    " OR danger IN ('danger', 'safe') OR priority IN ('P1', 'P2')"
    f" OR (answered_at IS NULL AND due_at < :now) OR number IN ({SAID})){OURS}"
)
LEFT = (
    "SELECT number FROM concerns WHERE"
    f" (state = 'fixed' OR state = 'on_hold' AND look_again <= :now){OURS}"
)
ITEMS = (
    "SELECT 'text ' || number || '-' || n || ' end' FROM huddle_words WHERE kind = 'unsafe'"
    " AND state IN ('open', 'thread') AND (number = :huddle AND run <> '' OR number <> :huddle"
    " AND unit <> '' AND (:everybody OR unit = 'it' OR instr(:asks, '|' || unit || '|') > 0))"
)
CARRIED = (
    "SELECT 'text ' || number || '-' || n || ' end' FROM huddle_words WHERE kind <> 'unsafe'"
    " AND state = 'open' AND number = :huddle AND run <> ''"
    " AND NOT (owner_id IS NOT NULL AND due_on > date(:now))"
)
HOURS = st.integers(-20 * 24, 72)
CONCERN = st.fixed_dictionaries(
    {
        "priority": st.sampled_from(("P1", "P2", "P3", "P3", "P4", "P4")),
        "state": st.sampled_from((*STATES, "new", "new", "on_hold", "fixed", "reopened")),
        "harm": st.sampled_from(("no", "no", "no", "could", "reached")),
        "danger": st.sampled_from(("", "", "", "", "danger", "safe", "equipment", "unchecked")),
        "reach": st.sampled_from(("me", "unit", "unit", "site")),
        "unit": st.sampled_from((*UNITS, *UNITS, "")),
        "units": st.lists(st.sampled_from(UNITS), max_size=3, unique=True),
        "practice": st.sampled_from((False, False, False, False, True)),
        "answered": st.booleans(),
        "due": HOURS,
        "look": HOURS,
        "parent": st.booleans(),
    }
)
WORD = st.fixed_dictionaries(
    {
        "huddle": st.sampled_from((101, 102, 103)),
        "unit": st.sampled_from((*UNITS, "it", "")),
        "kind": st.sampled_from(("unsafe", "unsafe", "unsafe", "slowed", "good")),
        "state": st.sampled_from(("open", "open", "thread", "done", "concern", "")),
        "run": st.sampled_from(("2026-01-05T08:15", "2026-03-20T08:15")),
        "concern": st.integers(0, 30),
        "due": st.sampled_from((None, -1, 0, 3)),
    }
)
WEEKS = (st.lists(CONCERN, max_size=24), st.lists(WORD, max_size=14), st.sampled_from(tuple(ASKS)))
EVERY = list(HealthCheck)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = harbor(tmp_path)
    started(bot)
    for n, line in (
        (102, '"Unit" daily 08:15 in ward ICU'),
        (103, '"All" daily 08:15 in #it-golive'),
    ):
        bot.says("jo", f"huddle {line}")
        bot.presses("jo", "huddle.start", str(n))
    bot.now = NOW
    yield bot
    bot.end()


def lived(bot: Bot, raised: list[dict[str, Any]], told: list[dict[str, Any]]) -> None:
    """As weeks have left it, and nothing else."""
    with bot.database.begin() as db:
        for table in ("concerns", "concern_words", "huddle_words", "huddle_runs", "counters"):
            which = " WHERE name = 'concern'" if table == "counters" else ""
            db.execute(text(f"DELETE FROM {table}{which}"))
        for n, one in enumerate(raised):
            given = dict(one)
            at = NOW + timedelta(hours=given.pop("due"))
            answered, look = given.pop("answered"), NOW + timedelta(hours=given.pop("look"))
            linked = given.pop("parent") and given["state"] == "duplicate" and n > 0
            given |= {"parent": 101} if linked else {}
            given |= {"look_again": look} if given["state"] == "on_hold" else {}
            given |= {"answered_at": at} if answered else {}
            given |= {"kind": "why", "care": "slowed", "first_priority": "P4", "text": f"words {n}"}
            concerns.add(db, raised_at=NOW - timedelta(days=30), due_at=at, updated_at=at, **given)
        for one in told:
            huddle = huddles.get(db, one["huddle"])
            assert huddle is not None
            due = None if one["due"] is None else NOW.date() + timedelta(days=one["due"])
            made = one["state"] in {"concern", ""} and one["concern"]
            word = huddle_entries.add(
                db,
                huddle,
                **{key: one[key] for key in ("unit", "kind", "state", "run")},
                day=date(2026, 1, 5),
                at=NOW,
                owner_id=due and 1,
                due_on=due,
                concern=100 + one["concern"] if made else None,
            )
            word.text = f"text {word.number}-{word.n} end"


def found(bot: Bot, sql: str, huddle: int) -> set[Any]:
    asks = ASKS[huddle]
    values = {"everybody": not asks, "asks": f"|{'|'.join(asks)}|", "huddle": huddle}
    values |= {"now": f"{bot.now:%Y-%m-%d %H:%M:%S.%f}"}
    used = {name: value for name, value in values.items() if f":{name}" in sql}
    with bot.database() as db:
        return set(db.scalars(text(sql), used))


def shown(card: str) -> set[Any]:
    """The concerns and the items of earlier huddles that are listed, by what they are called."""
    numbers = re.findall(r"^(?:Third time[^.]*\. |\d+th time[^.]*\. )?C-(\d+) · ", card, re.M)
    return {int(n) for n in numbers} | set(re.findall(r"text \d+-\d+ end", card))


def counted(card: str) -> int:
    return sum(int(n) for n in re.findall(r"^And (\d+) more: ", card, re.M))


def met(bot: Bot, huddle: int) -> tuple[str, str]:
    """It meets now: the occurrence, and what it posted."""
    bot.wait(minutes=1)
    bot.presses("jo", "huddle.now", str(huddle))
    wall = bot.now.astimezone(bot.hospital.zone).replace(tzinfo=None).isoformat(timespec="minutes")
    key = f"huddle:{huddle}:post:{wall}"
    return wall, next(bot.card(key, c) for c in (WARDS["ICU"], *bot_rooms(bot)) if bot.card(key, c))


def bot_rooms(bot: Bot) -> list[Any]:
    return [room.channel for room in bot.rooms]


def pages(bot: Bot, huddle: int, wall: str, name: str) -> set[Any]:
    """All that a part leads to, page after page."""
    names: set[Any] = set()
    args: tuple[str, ...] = (str(huddle), wall, name)
    while args:
        page = message(bot.presses("jo", "huddle.part", *args))
        names |= shown(said(page))
        args = next((b.action.args for b in buttons(page) if b.label == "Show more"), ())
    return names


def compare(bot: Bot, huddle: int) -> None:
    """A post now, against plain SQL."""
    bot.chats["teams"].posts.clear()
    bot.chats["slack"].posts.clear()
    wall, card = met(bot, huddle)
    unsafe = found(bot, UNSAFE, huddle)
    items = found(bot, ITEMS, huddle)
    first = part(card, "1 Saf")
    assert len(shown(first)) + counted(first) == len(unsafe) + len(items)
    assert shown(first) <= unsafe | items
    assert pages(bot, huddle, wall, "unsafe") == unsafe | items
    checked = {n for n in found(bot, LEFT, huddle) if _unsafe(bot, n)} - unsafe
    nothing = "Nothing unsafe is open" in card
    assert nothing == (not unsafe and not items and not _waits(bot, checked))
    left = found(bot, LEFT, huddle) - unsafe
    carried = found(bot, CARRIED, huddle)
    over = pages(bot, huddle, wall, "over")
    assert left | carried <= over
    second = part(card, "2 Car") if "2 Carried" in card else ""
    assert len(shown(second)) + counted(second) == len(over)
    assert ("othing carried over" in card) == (not over)


def _unsafe(bot: Bot, number: int) -> bool:
    sql = (
        "SELECT 1 FROM concerns WHERE number = :n AND (harm <> 'no' OR danger IN ('danger', 'safe')"
        " OR priority IN ('P1', 'P2'))"
    )
    with bot.database() as db:
        return bool(db.scalar(text(sql), {"n": number}))


def _waits(bot: Bot, numbers: set[int]) -> bool:
    """Whether one of them is fixed and not checked."""
    with bot.database() as db:
        return any(c.state == "fixed" for c in concerns.by_number(db, sorted(numbers)))


@settings(max_examples=10, derandomize=True, suppress_health_check=EVERY)
@given(*WEEKS)
def test_what_a_post_says_is_what_plain_sql_says(
    bot: Bot, raised: list[dict[str, Any]], told: list[dict[str, Any]], huddle: int
) -> None:
    lived(bot, raised, told)
    compare(bot, huddle)


@settings(max_examples=250, derandomize=True, suppress_health_check=EVERY)
@given(*WEEKS)
def test_after_many_weeks_what_a_post_says_is_what_plain_sql_says(
    bot: Bot, raised: list[dict[str, Any]], told: list[dict[str, Any]], huddle: int
) -> None:
    lived(bot, raised, told)
    compare(bot, huddle)
