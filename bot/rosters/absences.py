"""Tells from a word of a roster that it is no shift: cancelled, away or off (English, Spanish)."""

import re
import unicodedata

from bot.rosters.rows import Reason
from bot.rules.roster_words import AWAY, OFF, RosterWords

_CANCELLED = frozenset(("cancelled", "canceled", "cancelado", "cancelada", "called off", "deleted"))
_DECLINED = frozenset(
    ("declined", "rejected", "delegated", "swapped out", "rechazado", "rechazada")
)
_AWAY = frozenset(
    (
        *("al", "a/l", "a.l.", "absent", "absence", "annual leave", "away", "bereavement", "fmla"),
        *(
            "holiday",
            "holidays",
            "hols",
            "ill",
            "illness",
            "jury duty",
            "leave",
            "loa",
            "ooo",
            "oof",
        ),
        *("on holiday", "on leave", "out", "out of office", "out sick", "off sick", "pto", "sick"),
        *("sickness", "s/l", "time off", "unavailable", "vac", "vacation", "vacations"),
        *(
            "ausente",
            "baja",
            "baja medica",
            "de baja",
            "enferma",
            "enfermo",
            "permiso",
            "vacaciones",
        ),
    )
)
_OFF = frozenset(
    (
        *("-", "--", "d/o", "day off", "descanso", "libre", "n/a", "not working", "off", "off day"),
        *("rdo", "rest", "rest day", "dia libre"),
    )
)
_BEGINS = (
    *("absent", "annual leave", "on leave", "ooo", "out of office", "pto", "sick", "vacation"),
    *("baja", "de baja", "permiso", "vacaciones"),
)
_COVERS = re.compile(r"\b(?:cover(?:s|ing)?|relief|relieves)\b")


def folded(text: str) -> str:
    """A text as it is compared: any case, kind of space, dash, apostrophe or accent."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    bare = re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", re.sub("[\u2010-\u2015\u2212]", "-", bare))
    return " ".join(bare.casefold().split())


def no_shift(label: str, words: RosterWords) -> Reason | None:
    """Why a label is no shift, if it is none. Who covers somebody's leave is at work."""
    word = folded(label).strip(" .!*")
    own = words.codes.get(word)
    if own is not None:
        return {OFF: Reason.OFF, AWAY: Reason.AWAY}.get(own)
    for reason, known in (
        (Reason.CANCELLED, _CANCELLED),
        (Reason.DECLINED, _DECLINED),
        (Reason.AWAY, _AWAY),
        (Reason.OFF, _OFF),
    ):
        if word in known or (not word and label.strip() and reason is Reason.OFF):
            return reason
    if _COVERS.search(word):
        return None
    begins = any(re.match(rf"{re.escape(one)}\b", word) for one in _BEGINS)
    return Reason.AWAY if begins or word.endswith(" leave") else None


def cancelled(title: str) -> bool:
    """Whether a title begins or ends by saying that it is cancelled, as calendars write it."""
    parts = [part.strip(" .!*") for part in re.split(r"[:\[\]()]| - ", folded(title))]
    said = [part for part in parts if part]
    return bool(said) and (said[0] in _CANCELLED or said[-1] in _CANCELLED)
