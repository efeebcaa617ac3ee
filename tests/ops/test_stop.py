"""Told to stop in the middle of everything: whatever hangs goes on hanging, the process ends with
0, and nothing is lost."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from sqlalchemy import text

from storage.engine.unbound import open_database
from tests.ops.processes import House, Process, patiently
from tests.wire.slack.faults import Hang, Plan
from tests.wire.slack_api import DOWN, FakeSlack, People

SERVE = ["python", "-m", "bot", "serve"]
PEOPLE = ("ana", "ben", "priya")
PLAYGROUND = "\n[playground]\nenabled = true\n"
ENOUGH = 6  # what is kept is posted at a message a second afterwards


@dataclass
class Load:
    """People raise concerns one after another, until nobody answers any more. `kept` are the
    words that were acknowledged."""

    people: People
    kept: list[str] = field(default_factory=list)
    over: bool = False

    def run(self, who: str) -> None:
        for n in range(1000):
            words = f"printer {who} {n} prints blank"
            answer = self.people.command(who, "/concern", words, "it-triage").result()
            if self.over or not answer.ok:
                return
            self.kept.append(words)
            time.sleep(0.2)


@contextmanager
def streams(web: Process, count: int) -> Iterator[None]:
    """Open pages of the playground, which never end by themselves."""
    with ExitStack() as opened:
        client = opened.enter_context(httpx.Client(timeout=30))
        for _ in range(count):
            address = f"{web.url}/web/events?pane=ward&since=0"
            answer = opened.enter_context(client.stream("GET", address))
            assert answer.status_code == 200
        yield


def test_nothing_acknowledged_is_lost_however_busy(harbor_house: House, slack: FakeSlack) -> None:
    for who in PEOPLE:
        slack.channel("it-triage").members.add(slack.user(who).id)
    with (harbor_house.path / "corridor.toml").open("a", encoding="utf-8") as file:
        file.write(PLAYGROUND + ON_THE_WEB)
    web = harbor_house.start(SERVE)
    patiently(web.ready)
    slack.faults.plans.append(Plan("chat.postMessage", Hang(3600), DOWN, 0, lambda _: True))
    load = Load(slack.over_http(f"{web.url}/slack/events"))
    busy = [threading.Thread(target=load.run, args=(who,), daemon=True) for who in PEOPLE]
    with streams(web, 5):
        for one in busy:
            one.start()
        patiently(lambda: len(load.kept) >= ENOUGH)
        code = web.stop()
        load.over = True
    assert code == 0, web.said()
    slack.faults.plans.clear()
    for one in busy:
        one.join(60)
    kept = stored(harbor_house)
    assert [words for words in load.kept if words not in kept] == []
    again = harbor_house.start(SERVE)
    patiently(lambda: all(words in slack.shown("it-triage") for words in load.kept), 300)
    assert again.stop() == 0


def stored(house: House) -> str:
    """The texts of all concerns."""
    database = open_database(house.env["DATABASE_URL"])
    with database() as db:
        found = "\n".join(db.scalars(text("SELECT text FROM concerns")))
    database.kw["bind"].dispose()
    return found


def test_it_ends_though_the_database_hangs(
    harbor_house: House, request: pytest.FixtureRequest
) -> None:
    """Somebody holds a lock on what the clock writes every second."""
    if not harbor_house.env["DATABASE_URL"].startswith("postgres"):
        pytest.skip("SQLite gives a lock up after five seconds by itself")
    web = harbor_house.start(SERVE)
    patiently(web.ready)
    database = open_database(harbor_house.env["DATABASE_URL"])
    with database() as db:
        db.execute(text("LOCK TABLE timers, huddle_clocks, shown IN ACCESS EXCLUSIVE MODE"))
        patiently(lambda: not _answers(web))
        assert web.stop() == 0, web.said()
    database.kw["bind"].dispose()


def _answers(web: Process) -> bool:
    answer = web.get("/readyz")
    return answer is not None and answer.status_code == 200


ON_THE_WEB = """
[[rooms]]
platform = "web"
id = "ward-5w"
name = "5 West on the web"
purpose = "ward"
unit = "5W"
[[people]]
name = "Mo Dole"
platform = "web"
id = "mo"
side = "clinical"
unit = "5W"
[[people]]
name = "Kit Dale"
platform = "web"
id = "kit"
side = "it"
"""
