"""Concerns that somebody shows to others where they write: what is found by a number or by words,
and what the card that is put there may say (R39, R41).

Who looks may read more than who reads along there, and what was put somewhere is never edited nor
taken back by us. So a card says only what everybody may read: never who raised it, in which unit,
what it may do to a patient, or what IT noted. What its writer wrote is in it only where the channel
is a room of ours without a guest, and not where nobody is named or somebody may be in danger.
"""

import re

from bot.core.room_facts import room_at
from bot.core.router import Feature
from bot.core.work import Work
from bot.features import ways
from bot.features.concerns.modes import NAMED
from bot.features.concerns.states import STATES
from bot.features.speech import short, when
from bot.words.cards import Bold, Found, Message, Reply, line, note
from bot.words.events import Channel, Search
from bot.words.typed import plain_marks
from storage.nouns import concern_lists, concern_search, concerns
from storage.nouns.concerns import Concern

feature = Feature("cited")
MOST = 8
LONGEST = 200  # characters that are looked for
NUMBERS = re.compile(r"\s*[#(]?c?-?\d{1,9}[).,:;?]?(?:[\s,]+[#(]?c?-?\d{1,9}[).,:;?]?)*\s*", re.I)
NOTHING = "Nothing found. Type a number such as C-101, or words that it has."


@feature.searched(right="raise")
def search(event: Search, work: Work) -> Reply:
    """Without a word: one's own, what is urgent first."""
    found = _found(work, event.text[:LONGEST])
    open_to_staff = read_by_staff_alone(work, event.channel)
    cards = tuple((one.name, cited(work, one, words=open_to_staff)) for one in found)
    return Found("" if cards else NOTHING, cards=cards)


def _found(work: Work, text: str) -> list[Concern]:
    if not text.strip():
        own = concern_lists.of_person(work.me.id)
        return list(concern_lists.page(work.db, own, limit=MOST).concerns)
    if NUMBERS.fullmatch(plain_marks(text)):
        wanted = list(dict.fromkeys(int(one) for one in re.findall(r"\d+", text)))[:MOST]
        return concerns.by_number(work.db, wanted)
    return concerns.by_number(work.db, concern_search.find(work.db, text, MOST))


def read_by_staff_alone(work: Work, where: Channel) -> bool:
    """Whether we know that only staff read there: a room of ours in which nobody has met a guest.
    Of any other chat nobody tells us who is in it."""
    room = room_at(work, where)
    return room is not None and not room.guests and not where.outside


def cited(work: Work, concern: Concern, *, words: bool) -> Message:
    """What may be read by everybody; with what its writer wrote only where `words` allows it."""
    named = concern.mode == NAMED and not concern.danger
    said = short(concern.text) if words and named else ""
    parts = ("PRACTICE" if concern.practice else "", concern.name, concern.priority, said)
    return Message(
        " · ".join(filter(None, parts)),
        (
            line(Bold(STATES[concern.state])),
            note(
                *("As of ", when(work, work.now), ". For how it stands now, staff type "),
                *(ways.shared(concern.number), " to Corridor."),
            ),
        ),
    )
