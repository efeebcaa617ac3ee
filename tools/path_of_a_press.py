"""Follows one signed press in Slack through the app, and says which of our code it enters.

python -m tools.path_of_a_press

The app is the one that `corridor serve` builds, in this process, with the tests' stand-in for Slack
behind its adapter. Its parts that run by themselves stand still, so that what is counted belongs to
the press: from the request to the answer, and on until the card is edited in Slack. Everything was
loaded by an earlier press. One tick of the clock is counted apart.

A function is counted once however often it runs; lambdas and comprehensions belong to theirs.
"Returns" are those of a reader who takes up each function in the order in which it is first
entered: how often the next one is in a file, or in a place of tools/drawing.py, that was left
before. Modules and functions come out the same each time; returns vary by one, with which of two
rooms Slack answers first.
"""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import httpx

from adapters.slack.manifest import manifest
from bot.ops.migrations import migrate
from bot.run import app as corridor
from bot.run import seeding
from bot.run.lifecycle import App
from bot.settings import load
from bot.words.events import Tick
from tests.wire.slack.over_http import OverHttp, encoded
from tests.wire.slack.parcels import Answer, Parcel, Retry
from tests.wire.slack.people import People
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import config, environment
from tools.drawing import place_of

ROOT = Path(__file__).parents[1]
OURS = tuple(f"{ROOT / name}/" for name in ("bot", "adapters", "storage"))
PATIENCE = 30.0  # seconds until the card must have followed, or something is wrong
Entered = dict[tuple[str, str], None]


@dataclass
class Trace:
    """The functions of ours that were entered while it was on, as (file, name), in that order."""

    entered: Entered = field(default_factory=dict)
    on: bool = False

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if self.on and event == "call" and code.co_filename.startswith(OURS):
            name = code.co_qualname.partition(".<locals>.<")[0]
            if not name.startswith("<"):
                path = Path(code.co_filename).relative_to(ROOT).as_posix()
                self.entered.setdefault((path, name))

    @contextmanager
    def recording(self) -> Iterator[Entered]:
        """What is entered within, on every thread that began after `everywhere`."""
        self.entered, self.on = {}, True
        try:
            yield self.entered
        finally:
            self.on = False

    def everywhere(self) -> None:
        threading.setprofile(self)
        sys.setprofile(self)


@dataclass(frozen=True)
class InProcess:
    """Slack's signed requests, carried to the app without a network."""

    signing: OverHttp
    app: Any
    loop: asyncio.AbstractEventLoop

    async def carry(self, parcel: Parcel, retry: Retry | None = None) -> Answer:
        asked: Future[Answer] = asyncio.run_coroutine_threadsafe(self._asked(parcel), self.loop)
        return await asyncio.wrap_future(asked)

    async def _asked(self, parcel: Parcel) -> Answer:
        body, kind = encoded(parcel)
        headers = {"Content-Type": kind} | self.signing._signed(body)
        carrier = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=carrier) as client:
            got = await client.post(self.signing.url, content=body, headers=headers)
        return Answer(parcel, got.status_code, got.text, "" if got.is_success else "http_error")

    async def repeat(self, answer: Answer) -> Answer:
        return await self.carry(answer.parcel)


@dataclass
class Stage:
    app: App
    slack: FakeSlack
    people: People

    async def shows(self, room: str, words: str) -> None:
        """Deliver until the room shows these words. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.slack.shown(room):
                await self.app.relay.drain()
                await asyncio.sleep(0.05)

    async def quiet(self) -> None:
        """Answers that go on in the background have ended."""
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)


@asynccontextmanager
async def stage(folder: Path, slack: FakeSlack) -> AsyncIterator[Stage]:
    slack.configure(manifest("https://corridor.example"))
    url = f"sqlite:///{folder / 'corridor.db'}"
    env = {"DATABASE_URL": url, "PORT": "8000", **environment(slack, "http")}
    settings = load(env, lambda _: config(slack))
    migrate(settings)
    app = corridor.build(settings)
    app.writer.start()
    try:
        await seeding.seed_at_start(app.writer, settings, app.now())
        await seeding.seed_once_known(app.writer, settings, app.platforms, app.now)
        people = slack.over_http("http://corridor.example/slack/events")
        assert isinstance(people.carrier, OverHttp)
        carrier = InProcess(people.carrier, app.web, asyncio.get_running_loop())
        yield Stage(app, slack, replace(people, carrier=carrier))
    finally:
        for platform in app.platforms:
            await platform.close()
        await asyncio.to_thread(app.writer.stop)


async def followed(folder: Path, slack: FakeSlack, trace: Trace) -> tuple[Entered, Entered]:
    """What the press enters, and what one tick of the clock does besides."""
    async with stage(folder, slack) as at:
        for number in ("101", "102"):
            words = f"label printer {number} prints blank"
            await at.people.command("ana", "/concern", words, "ward-5w")
            await at.shows("it-triage", words)
        await _take(at, "C-101")
        with trace.recording() as press:
            await _take(at, "C-102")
        with trace.recording() as tick:
            await at.app.core(Tick(at.app.now()))
            await at.app.relay.drain()
        return press, tick


async def _take(at: Stage, name: str) -> None:
    """Jo presses Take on that concern's card."""
    room = at.slack.channel("it-triage")
    card = next(m for m in room.messages if name in at.slack.text(m) and m.bot_id)
    answer = await at.people.press("jo", card, "Take")
    assert answer.ok, answer
    await at.quiet()
    async with asyncio.timeout(PATIENCE):
        while "Jo Park" not in at.slack.text(card):
            await at.app.relay.drain()
            await asyncio.sleep(0.05)


def returns(names: Iterable[str]) -> int:
    """How often a reader of these, in this order, comes back to one that was left."""
    runs = [name for name, _ in groupby(names)]
    return len(runs) - len(set(runs))


def report(press: Entered, tick: Entered) -> str:
    both = press | tick
    lines = [
        "One press in Slack, from the signed request to the edited card.",
        f"{_counted(press)}; with one tick of the clock, {_counted(both)}.",
        f"A reader of its functions returns {returns(file for file, _ in press)} times to a file,",
        f"and {returns(_place(file) for file, _ in press)} times to a place.",
        "",
        "Files in the order in which they are first entered, with how many functions of each:",
    ]
    files = list(dict.fromkeys(file for file, _ in press))
    for number, file in enumerate(files, start=1):
        lines.append(f"{number:3} {file} {sum(file == other for other, _ in press)}")
    return "\n".join(lines) + "\n"


def _place(file: str) -> str:
    return place_of(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def _counted(entered: Entered) -> str:
    return f"{len({file for file, _ in entered})} modules and {len(entered)} functions"


def follow() -> tuple[Entered, Entered]:
    trace, switching = Trace(), sys.getswitchinterval()
    trace.everywhere()
    sys.setswitchinterval(
        PATIENCE
    )  # threads take turns where they wait: in the same order each time
    try:
        with TemporaryDirectory() as folder, FakeSlack(limits=False) as slack:
            harbor(slack)
            return asyncio.run(followed(Path(folder), slack, trace))
    finally:
        sys.setswitchinterval(switching)
        sys.setprofile(None)
        threading.setprofile(None)


if __name__ == "__main__":
    sys.stdout.write(report(*follow()))
