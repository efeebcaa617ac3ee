"""A concern that is shown to others where somebody writes: what is found, and what everybody may
read of it (R39, R41)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.work import Work
from bot.features.concerns.cited import cited
from bot.features.concerns.states import STATES
from bot.rules.priority import CARE, HARM, KINDS, REACH
from bot.words.cards import Found, Message, Reply
from bot.words.events import Account, Channel, Search
from bot.words.linked import ways
from bot.words.plain_text import plain
from storage.nouns.concerns import Concern
from tests.harness import HARBOR, HOME, TRIAGE, WARDS, Bot, said

LUNCH = Channel("teams", HOME["teams"], "19:lunch@thread.v2")
VIC = Account("teams", HOME["teams"], "aad-vic", "Vic Vendor", guest=True)
WORDS = "label printer on 5 West prints blank"
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
# What no inserted card may show, each with a word of its own.
HIDDEN = {
    "unit": "unit-hidden",
    "why": "why-hidden",
    "hold_note": "hold-hidden",
    "workaround": "workaround-hidden",
    "note": "note-hidden",
    "ticket": "ticket-hidden",
    "system": "system-hidden",
}
WRITTEN = "words-of-the-writer"
FLAGS = {one.label for table in (KINDS, CARE, HARM, REACH) for one in table.values()} - {"No"}


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db")
    yield bot
    bot.end()


def finds(bot: Bot, who: str, words: str, where: Channel = WARDS["5W"]) -> Reply:
    return bot.send(Search(bot.id(), where, bot.account(who, where.platform), words, bot.now))


def cards(reply: Reply) -> list[str]:
    assert isinstance(reply, Found), reply
    return [plain(card) for _, card in reply.cards]


def test_a_number_finds_it_however_it_is_written(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    for words in ("C-101", "c101", "101", "#101", "(C–101)", "C-101."):
        (card,) = cards(finds(bot, "sam", words, TRIAGE))
        assert card.startswith(f"C-101 · P3 · {WORDS}"), words
        assert "New" in card


def test_words_find_it_and_no_words_find_ones_own(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    bot.says("ben", "concern the wall clock is slow")
    (card,) = cards(finds(bot, "sam", "label printer", TRIAGE))
    assert WORDS in card
    (own,) = cards(finds(bot, "ben", ""))
    assert "wall clock" in own


def test_several_numbers_come_in_their_order(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    bot.says("ben", "concern the wall clock is slow")
    found = finds(bot, "sam", "C-102 C-101 C-999", TRIAGE)
    assert isinstance(found, Found)
    assert [name for name, _ in found.cards] == ["C-102", "C-101"]


def test_nothing_found_says_what_to_type(bot: Bot) -> None:
    reply = finds(bot, "sam", "C-404")
    assert isinstance(reply, Found)
    assert reply.cards == ()
    assert "Type a number such as C-101" in reply.title


def test_where_we_do_not_know_who_reads_the_words_stay_away(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    for where in (LUNCH, bot.dm("sam", "teams"), replace(WARDS["5W"], outside=True)):
        (card,) = cards(finds(bot, "ana", "C-101", where))
        assert "C-101 · P3" in card
        assert "label printer" not in card


def test_where_a_guest_reads_the_words_stay_away(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    assert "label printer" in cards(finds(bot, "ana", "C-101"))[0]
    bot.send(Search(bot.id(), WARDS["5W"], VIC, "C-101", bot.now))
    assert "label printer" not in cards(finds(bot, "ana", "C-101"))[0]


def test_a_guest_finds_nothing(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    reply = bot.send(Search(bot.id(), LUNCH, VIC, "C-101", bot.now))
    assert not isinstance(reply, Found)
    assert "for the staff of this hospital" in said(reply)


def test_words_of_danger_are_nowhere(bot: Bot) -> None:
    bot.says("ana", "concern patient is not breathing and the oxygen alarm is silent")
    (card,) = cards(finds(bot, "sam", "C-101", TRIAGE))
    assert card.startswith("C-101 · P1\n")
    assert "breathing" not in card


def test_looking_leaves_nothing_of_what_was_looked_for(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    finds(bot, "sam", "zebra crossing", TRIAGE)
    assert "zebra" not in bot.everything()


def test_the_card_leads_to_where_the_concern_is(bot: Bot) -> None:
    bot.says("ana", f"concern {WORDS}")
    found = finds(bot, "sam", "C-101", TRIAGE)
    assert isinstance(found, Found)
    ((_, card),) = found.cards
    assert [way.text for way in ways(card)] == ["C-101"]


def concern(**more: Any) -> Concern:
    known: dict[str, Any] = {
        "hospital_id": "h",
        "number": 101,
        "text": WRITTEN,
        "priority": "P3",
        "first_priority": "P3",
        "state": "new",
        "raised_at": NOW,
        "due_at": NOW,
        "reporter_id": 7,
        "assignee_id": 8,
        "answered_by": 9,
        "practice": False,
    }
    return Concern(**known | HIDDEN | more)


@given(
    mode=st.sampled_from(("named", "confidential", "anonymous")),
    danger=st.sampled_from(("", "danger", "safe", "unchecked")),
    state=st.sampled_from(tuple(STATES)),
    priority=st.sampled_from(("P1", "P2", "P3", "P4")),
    kind=st.sampled_from(tuple(KINDS)),
    care=st.sampled_from(tuple(CARE)),
    harm=st.sampled_from(tuple(HARM)),
    reach=st.sampled_from(tuple(REACH)),
    words=st.booleans(),
)
def test_nothing_that_is_withheld_is_in_any_card(*, words: bool, **of: str) -> None:
    # As much of the work as a card may ask for: one that asks for more fails here.
    work = cast(Work, SimpleNamespace(now=NOW, hospital=HARBOR))
    shown: Message = cited(work, concern(**of), words=words)
    text = plain(shown)
    for hidden in (*HIDDEN.values(), *FLAGS):
        assert hidden not in text
    named = of["mode"] == "named" and not of["danger"]
    assert (WRITTEN in text) == (words and named)
    assert shown.tone == "plain"
