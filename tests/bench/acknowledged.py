"""An acknowledgement alone, for all our commands: nothing is stored and nothing said. Against a bolt app
with one listener, and one with thirty."""

from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.fake_slack import slack
from tests.bench.row import Row
from tests.bench.subject import compared, subject

MANY, ROUNDS = 1500, 5
GOALS = {"one": ("bolt with one listener", 1.0), "thirty": ("bolt with thirty", None)}


async def rows() -> list[Row]:
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        async with slack() as there, AsyncExitStack() as stack:
            those = [
                await stack.enter_async_context(subject(which, there, Path(folder)))
                for which in ("stub", *GOALS)
            ]
            turns = [
                {one.which: await one.sentence(MANY) for one in those} for _ in range(ROUNDS + 1)
            ][1:]
    name = "an acknowledgement with all our commands, nothing stored"
    for other, (against, goal) in GOALS.items():
        pairs = [(turn["stub"], turn[other]) for turn in turns]
        found += compared(name, against, pairs, goal)
    return found
