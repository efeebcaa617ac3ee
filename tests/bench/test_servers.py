"""The servers of the benchmarks answer an event each, so that the rows can be had at any time."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.slack import rate_limits
from adapters.slack.adapter import SlackAdapter
from bot.run import app as corridor
from bot.run.http_server import Beside, configuration
from tests import prepared
from tests.bench import slack_requests, teams
from tests.bench.fake_slack import Slack, slack
from tests.bench.load import Load
from tests.bench.row import Row, table
from tests.bench.server import Server
from tests.bench.slack_requests import CONCERNS, Crowd, heard
from tests.bench.slack_servers import SERVERS
from tests.bench.subject import BUTTONS, COMMANDS_ONLY, PRESSES, SILENT, Subject
from tests.wire.teams.doors import NO_SDK
from tests.wire.teams.microsoft import Microsoft


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Some of the servers change what is the process's own."""
    interval = sys.getswitchinterval()
    monkeypatch.setattr(SlackAdapter, "pace", SlackAdapter.pace)
    monkeypatch.setattr(rate_limits, "TIERS", rate_limits.TIERS)
    monkeypatch.setattr(corridor, "FEATURES", corridor.FEATURES)  # type: ignore[attr-defined]
    yield
    sys.setswitchinterval(interval)


@asynccontextmanager
async def listening(which: str, folder: Path) -> AsyncIterator[tuple[Slack, str, Load]]:
    """That server and its Slack, both in this process."""
    path = folder / f"{which}.db"
    if which not in BUTTONS:
        prepared.migrated(path)
    async with slack() as there:
        with socket.create_server(("127.0.0.1", 0)) as ours:
            port = ours.getsockname()[1]
            app = SERVERS[which](f"sqlite:///{path}", there.url)
            server = Beside(configuration(app, "127.0.0.1", port), 100)
            serving = asyncio.create_task(server.serve(sockets=[ours]))
            try:
                yield there, f"sqlite:///{path}", Load(there, Here(port))
            finally:
                server.should_exit = True
                await serving


class Here(Server):
    """This process."""

    def __init__(self, port: int) -> None:
        self.port = port

    def cpu(self) -> float:
        return 0.0


@pytest.mark.parametrize("which", sorted(set(SERVERS) - {"hello"}))
async def test_each_answers_a_sentence_and_a_first_press(which: str, tmp_path: Path) -> None:
    async with listening(which, tmp_path) as (there, url, load):
        button = BUTTONS.get(which, slack_requests.ours)
        crowd = Crowd(there, button, people=1, answered=which not in SILENT)
        await load.all(crowd.begin())
        if which not in COMMANDS_ONLY:
            await load.all([*crowd.come(), crowd.press()])
        Subject(which, url, crowd, load, load).check()
        assert (which in PRESSES) == (
            crowd.presses == 2 and which in {*BUTTONS, "corridor", "unpaced"}
        )


async def test_hello_is_posted(tmp_path: Path) -> None:
    async with listening("hello", tmp_path) as (there, _, load):
        await load.all([heard("Ev1", "D7", "U7", "greet")])
        _, ref = await there.until("Hello", "D7")
        assert ref == "1.000001"


async def test_what_was_measured_must_be_what_was_meant(tmp_path: Path) -> None:
    async with listening("textbook", tmp_path) as (there, url, load):
        crowd = Crowd(there, BUTTONS["textbook"], people=1)
        await load.all([*crowd.begin(), *crowd.come()])
        crowd.presses += 1  # as if one had been answered and not counted
        with pytest.raises(AssertionError, match=r"\(1, 26\), not \(2, 26\)"):
            Subject("textbook", url, crowd, load, load).check()


def test_nobody_presses_twice_on_a_concern() -> None:
    crowd = Crowd(Slack(1), people=3)
    bodies = [one.body for one in crowd.come()]
    bodies += [crowd.press().body for _ in range(3 * CONCERNS)]
    kinds = {_who_and_what(body) for body in bodies}
    assert len(kinds) == len(bodies)
    with pytest.raises(AssertionError, match="take more people"):
        crowd.press()


def _who_and_what(body: str) -> str:
    """Without what differs from press to press."""
    return body.partition("trigger_id")[0] + body.partition("actions")[2]


def test_the_table_says_met_and_missed() -> None:
    cheap = Row("a press", "a bot", "ms", (1.0,), (4.5,), 4.0, cheaper=True)
    slow = Row("a p99", "a bot", "ms", (4.0,), (1.0,), 3.0, less=True)
    told = table([cheap, slow, Row("wall", "a bot", "ms", (1.0,), (1.0,))])
    assert "| 4.50 | ≥ 4 | met |" in told
    assert "| 4.00 | ≤ 3 | MISSED |" in told
    assert "wall" not in told


@NO_SDK
@pytest.mark.parametrize("which", ["ours", "thin", "bare", "stock"])
async def test_each_answers_a_message_of_teams(which: str) -> None:
    microsoft = Microsoft(endorsements=["msteams"])
    await microsoft.start()
    async with teams.served(which, microsoft) as load:
        assert await load.sample(1) > 0
    await microsoft.stop()
