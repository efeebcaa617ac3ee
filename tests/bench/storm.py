"""An outage that everybody has: sixty first presses a second, whoever waits, for five minutes in all, in
turns at ours, at bare bolt that posts the same answer and at the textbook bot. Moments are fixed
beforehand and the same for all; an answer is late by as much as it comes after the press, with the time
that the press itself waited to be sent.

STORM sets the seconds, STORM_RATE the presses a second.
"""

import os
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.fake_slack import slack
from tests.bench.load import Sample
from tests.bench.row import Row
from tests.bench.slack_requests import CONCERNS
from tests.bench.subject import compared, subject

SECONDS, RATE = float(os.environ.get("STORM", "300")), float(os.environ.get("STORM_RATE", "60"))
TURNS, BEFORE = 5, 2.0  # seconds that do not count, at the beginning of each turn
WHICH = ("corridor", "posting", "textbook")
PEOPLE = int(RATE * (SECONDS + TURNS * BEFORE) / CONCERNS) + TURNS + 1


async def rows() -> list[Row]:
    with TemporaryDirectory() as folder:
        async with slack() as there, AsyncExitStack() as stack:
            here = (there, Path(folder))
            those = [
                await stack.enter_async_context(subject(one, *here, people=PEOPLE)) for one in WHICH
            ]
            turns: list[dict[str, Sample]] = []
            for _ in range(TURNS):
                turn = {}
                for one in those:
                    await one.presses.open(one.crowd.press, RATE, BEFORE)
                    turn[one.which] = await one.presses.open(one.crowd.press, RATE, SECONDS / TURNS)
                turns.append(turn)
    name = f"a storm of {RATE:g} first presses a second, {SECONDS:g} s"
    bare = [(turn["corridor"], turn["posting"]) for turn in turns]
    textbook = [(turn["corridor"], turn["textbook"]) for turn in turns]
    found: list[Row] = []
    for against, pairs, goal in (
        ("bare bolt that posts the same answer", bare, 3.0),
        ("the textbook bot", textbook, None),
    ):
        cpu, _, p99 = compared(name, against, pairs, p99=goal)  # by the clock all take as long
        found += cpu, p99
    return found
