"""A server under load, with the crowd that is at it: ours, or one that ours is measured against."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.bench import slack_requests
from tests.bench.fake_slack import Slack
from tests.bench.load import Load, Sample
from tests.bench.row import Row
from tests.bench.server import answers, started
from tests.bench.slack_requests import PEOPLE, Button, Crowd

OURS, THEIRS = ("corridor", "unpaced"), ("textbook",)
BUTTONS: Mapping[str, Button] = {"textbook": slack_requests.textbook}
POSTS = frozenset(("unpaced", "textbook"))  # a card for each concern, as soon as they can
SILENT = frozenset(("acknowledging", "floor", "stub", "one", "thirty", "sharing"))
COMMANDS_ONLY = frozenset(("one", "thirty"))
_OF_OURS = "SELECT count(*) FROM concern_reporters WHERE how = 'me_too'"
_OF_THEIRS = "SELECT count(*) FROM supporters"
PRESSES = dict.fromkeys(OURS, _OF_OURS) | dict.fromkeys(THEIRS, _OF_THEIRS)
_NAMES = count(1)


@dataclass(frozen=True, slots=True)
class Subject:
    """`presses` waits for answers alone, `sentences` for the card of each as well."""

    which: str
    database: str
    crowd: Crowd
    presses: Load
    sentences: Load

    async def press(self, many: int) -> Sample:
        return await self.presses.closed(self.crowd.press, many)

    async def sentence(self, many: int) -> Sample:
        return await self.sentences.closed(self.crowd.sentence, many)

    def check(self) -> None:
        """Every press has counted somebody, and every sentence has become a concern: else what was
        measured was something else."""
        asked = PRESSES.get(self.which)
        if asked is None:
            return
        engine = create_engine(self.database)
        with engine.connect() as connection:
            pressed = connection.scalar(text(asked))
            raised = connection.scalar(text("SELECT count(*) FROM concerns"))
        engine.dispose()
        wanted = (self.crowd.presses, self.crowd.sentences)
        assert (pressed, raised) == wanted, f"{self.which}: {pressed, raised}, not {wanted}"


@asynccontextmanager
async def subject(
    which: str,
    slack: Slack,
    folder: Path,
    database: str = "",
    *,
    people: int = PEOPLE,
    processes: int = 1,
) -> AsyncIterator[Subject]:
    """That server, with its people known and the first concerns raised; what it stored is checked
    when the block ends. `which` is a key of `tests.bench.slack_servers.SERVERS`."""
    url = database or f"sqlite:///{folder / f'{which}{next(_NAMES)}.db'}"
    command = ("-m", "tests.bench.slack_servers", which, url, slack.url)
    async with AsyncExitStack() as stack:
        servers = []
        for _ in range(processes):
            servers.append(await stack.enter_async_context(started(*command)))
            await answers(servers[-1].port)
        posts = 1 if which in POSTS else 0
        crowd = Crowd(slack, BUTTONS.get(which, slack_requests.ours), people, which not in SILENT)
        loads = Load(slack, *servers), Load(slack, *servers, posts=posts)
        found = Subject(which, url, crowd, *loads)
        await found.sentences.all(crowd.begin())
        if which not in COMMANDS_ONLY:
            await found.presses.all(crowd.come())
        yield found
        found.check()


def compared(
    name: str,
    against: str,
    turns: Sequence[tuple[Sample, Sample]],
    goal: float | None = None,
    p99: float | None = None,
) -> list[Row]:
    """What `turns` of both cost: processor time, which is judged, and beside it the clock's."""
    found = []
    for unit, field, least in (("CPU", "cpu", goal), ("wall", "wall", None), ("p99", "p99", p99)):
        mine, other = (tuple(getattr(turn[n], field) for turn in turns) for n in (0, 1))
        less = unit == "p99"
        told = f"{name}, {unit}"
        found.append(Row(told, against, "ms", mine, other, least, less=less, cheaper=not less))
    return found
