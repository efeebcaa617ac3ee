"""Which open concerns sound like one: their words compared, within the unit or the system."""

from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from bot.core.work import Work
from storage.nouns import concerns
from storage.nouns.concerns import Concern

ALIKE = 62
MOST = 3


class Alike(NamedTuple):
    """Another concern, as far as it is shown beside this one."""

    number: int
    text: str

    @property
    def name(self) -> str:
        return f"C-{self.number}"


def similar(work: Work, concern: Concern) -> list[Alike]:
    """At most three open concerns of the same unit or system, the likest first.

    Likeness is rapidfuzz's token-set ratio of the texts, 0 to 100; from 62 on two texts of one unit
    or system are about the same thing more often than not (`tests/features/test_similar.py`).
    """
    alike = process.extract(
        concern.text,
        concerns.near(work.db, concern),
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        limit=MOST,
        score_cutoff=ALIKE,
    )
    return [Alike(number, text) for text, _, number in alike]
