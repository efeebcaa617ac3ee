"""Which open concerns sound like one: their words compared, within the unit or the system."""

from rapidfuzz import fuzz, process, utils

from bot.work import Work
from storage import concerns
from storage.concerns import Concern

ALIKE = 62
MOST = 3


def similar(work: Work, concern: Concern) -> list[Concern]:
    """At most three open concerns of the same unit or system, the likest first.

    Likeness is rapidfuzz's token-set ratio of the texts, 0 to 100; from 62 on two texts of one unit
    or system are about the same thing more often than not (`tests/features/test_similar.py`).
    """
    near = {
        other.number: other
        for other in concerns.recent_open(work.db, work.hid)
        if other.number != concern.number and _near(concern, other)
    }
    texts = {number: other.text for number, other in near.items()}
    found = process.extract(
        concern.text,
        texts,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        limit=MOST,
        score_cutoff=ALIKE,
    )
    return [near[number] for _, _, number in found]


def _near(concern: Concern, other: Concern) -> bool:
    same_unit = concern.unit == other.unit != ""
    return same_unit or concern.system == other.system != "Not sure"
