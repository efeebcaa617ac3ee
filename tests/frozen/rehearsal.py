"""What must hold of frozen data with the code of now, on either kind of database."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from structlog.testing import capture_logs

from adapters.slack import render as slack
from adapters.teams import render as teams
from bot.core.sealing import Keys
from bot.run.key_rotation import KeyRotation, key_problem
from bot.words.cards import load
from bot.words.plain_text import plain
from storage.delivery import timers
from storage.delivery.shown import SHOWN
from storage.engine.migrate import current, downgrade, migrate, newest
from storage.trust import audit_verification
from tests.frozen.acts import TROUBLE, answer, do
from tests.frozen.house import House, allowed, everything, texts
from tests.frozen.thaw import Thawed, keys, undone
from tests.harness import HOME

Json = dict[str, Any]
OURS = {"handler failed", "a claim failed", "delivery failed", "could not note a delivery"}
UNKNOWN = {"lost:1", "dead:1"}  # timers of the record that no version can run


def opens(house: House) -> None:
    """Its keys fit, its audit log is whole, and every text reads as it was written."""
    record = house.record
    with house.opened() as database:
        with database() as db:
            assert key_problem(db, Keys(keys(), texts=True)) == ""
            noted = (record["audit"]["n"], record["audit"]["last"])
            found = audit_verification.verify(db, noted)
        assert (found.faults, found.n, found.keyed) == ([], record["audit"]["n"], True)
        for label, written in record["texts"].items():
            assert sorted(texts(database, label)) == sorted(written), label


def keeps_its_rows(house: House) -> None:
    with house.opened() as database:
        rows = everything(database)
    kept = {name: len(rows[name]) for name in house.record["rows"]}
    assert kept == house.record["rows"]


def goes_back(house: House) -> None:
    """To the form it was frozen in, and forward again: nothing of it is lost."""
    with house.opened() as database:
        downgrade(database, house.record["revision"])
        before = everything(database)
        assert current(database) == house.record["revision"]
        migrate(database)
        assert current(database) == newest()
        downgrade(database, house.record["revision"])
        assert everything(database) == before
        migrate(database)


def is_drawn(house: House) -> None:
    """Every message that should be shown, on every platform."""
    for row in house.record["shown"]:
        message = load(row["body"])
        assert plain(message), row["key"]
        assert slack.message(message, HOME["slack"]).blocks, row["key"]
        assert teams.message(message), row["key"]


def delivers(bot: Thawed) -> None:
    """What was half sent arrives once; what was given up stays so."""
    bot.deliver()
    places = [
        (post.key, post.channel) for chat in bot.chats.values() for post in chat.posts.values()
    ]
    assert len(places) == len(set(places))
    with bot.database() as db:
        rows = [dict(row) for row in db.execute(select(SHOWN)).mappings()]
    waiting = [row for row in rows if row["sent_version"] < row["version"] and not row["dead"]]
    assert all(row["due_at"] > bot.now or row["attempts"] for row in waiting), waiting
    assert [row["channel"] for row in rows if row["dead"]] == ["ward-ed"]


def is_not_obeyed_twice(bot: Thawed, told: Iterable[Json]) -> None:
    """What the earlier version handled last is delivered by the platform once more."""
    last = list(told)[-1]["act"]
    assert do(bot, last) is None


def goes_on(bot: Thawed, span: timedelta) -> None:
    """Everything comes due that was asked for before, and nothing of it fails."""
    with capture_logs() as logs:
        bot.until(bot.now + span)
    assert not [log for log in logs if log["event"] in OURS]
    with bot.database() as db:
        assert {key for key, _ in timers.dead_letters(db)} == UNKNOWN


def is_sealed_anew(house: House) -> None:
    """With the newest key alone it reads as before."""
    every = Keys(keys(), texts=True)
    with house.opened() as database:
        before = {label: texts(database, label) for label in house.record["texts"]}
        work = KeyRotation(every, datetime.fromisoformat(house.record["now"]))
        more = True
        while more:
            with database.begin() as db:
                more = work.step(db)
        assert not work.failed
    with house.opened(1) as database:
        assert {label: texts(database, label) for label in before} == before


def differing(bot: Thawed, acts: Iterable[Json]) -> Iterator["Difference"]:
    """Acts that are not answered as they were; each is set back when it is done."""
    with undone(bot):
        for act in acts:
            with bot.set_back():
                now = answer(do(bot, act))
            assert TROUBLE not in now.get("says", ""), act
            if now != act["answer"]:
                yield Difference(act, now)


@dataclass(frozen=True)
class Difference:
    """An act of the earlier version, and how it is answered now."""

    act: Json
    now: Json

    @property
    def excuse(self) -> str:
        """The name of the line in `allowed.json` that says why; "" where there is none, or where
        the answer is not the one that it tells of."""
        name, said = f"{self.act['do']} {self.act['name']}", self.act["answer"].get("says", "")
        answers = (self.now["is"], self.now.get("says", ""))
        for key, lines in ((name, allowed()["acts"]), (said, allowed()["sentences"])):
            line = lines.get(key)
            if line and any(one.startswith(line["now"]) for one in answers):
                return key
        return ""

    def __str__(self) -> str:
        done = {name: self.act[name] for name in ("do", "who", "name", "args", "text")}
        return json.dumps({"act": done, "then": self.act["answer"], "now": self.now})


def unexplained(found: Iterable[Difference]) -> list[str]:
    return [str(one) for one in found if not one.excuse]


def a_third(acts: list[Json]) -> list[Json]:
    """Enough of them where each takes longer, and of each name one."""
    return [*some_of_each(acts), *acts[::3]]


def some_of_each(acts: Iterable[Json]) -> list[Json]:
    """One act for each name and kind of answer there was."""
    found: dict[tuple[str, str, str], Json] = {}
    for act in acts:
        found.setdefault((act["do"], act["name"], act["answer"]["is"]), act)
    return list(found.values())
