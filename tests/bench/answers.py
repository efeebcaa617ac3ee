"""What it costs that no answer is lost with its process: a press that is answered, with its answer
held until it is given, against the same press without. Processor time of the whole process."""

import asyncio
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.dispatcher import Core
from bot.core.router import routes
from bot.features import FEATURES
from bot.features.nouns import NUMBERED
from bot.privacy import Guard
from bot.run.app import freeze_garbage_collector
from bot.run.late_answers import LateAnswers
from bot.words.events import Action, Press
from tests.bench.row import Row
from tests.harness import BELONGING, TRIAGE, WARDS, Bot

PRESSES, AT_ONCE, ROUNDS = 320, 8, 12
IDS = count(1)


class Pressed:
    """Kim and Raj take one concern from each other."""

    def __init__(self, bot: Bot, *, holds: bool) -> None:
        self._bot = bot
        self._answers = LateAnswers(bot.writer, lambda: bot.now, BELONGING)
        self._core = Core(
            *(bot.writer, bot.hospital, routes(FEATURES), Guard()),
            clock=lambda: bot.now,
            holds=frozenset(("slack",) if holds else ()),
            nouns=NUMBERED,
        )

    async def sample(self) -> float:
        """Milliseconds of processor time for one press."""
        self._bot.writer.rider = self._answers._note_given
        begun = time.process_time()
        for _ in range(PRESSES // AT_ONCE):
            await asyncio.gather(*(self._one(n) for n in range(AT_ONCE)))
        return (time.process_time() - begun) * 1000 / PRESSES

    async def _one(self, number: int) -> None:
        who = self._bot.account(("kim", "raj")[number % 2])
        press = Press(f"a{next(IDS)}", TRIAGE, who, Action("concern.take", ("101",)))
        self._answers.given(await self._core(press))


def _measured() -> Row:
    with TemporaryDirectory(prefix="corridor-bench-") as folder:
        bot = Bot(Path(folder) / "answers.db")
        bot.says("ana", "concern label printer on 5 West prints blank labels", WARDS["5W"])
        ways = Pressed(bot, holds=True), Pressed(bot, holds=False)
        turns = [[bot.run(way.sample()) for way in ways] for _ in range(ROUNDS + 1)][1:]
        bot.end()
    ours, theirs = (tuple(turn[n] for turn in turns) for n in (0, 1))
    what = "a press whose answer is held until it is given"
    return Row(what, "the same, not held", "ms of processor time", ours, theirs, 1.05, less=True)


async def rows() -> list[Row]:
    freeze_garbage_collector()
    return [await asyncio.to_thread(_measured)]
