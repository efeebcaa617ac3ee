"""A concern in which the guard found something: it comes back as a form, and nothing is kept
meanwhile but when and where it was first sent, which travel in the form (R5, R9)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.core.review import HOW, REASON
from bot.core.sealing import new_key
from bot.words.cards import Form
from storage.nouns import concerns
from storage.nouns.concerns import Concern
from storage.trust import audit
from tests.harness import WARDS, Bot, form, said

WEST = WARDS["5W"]
HARD = "scanner dead, pt Jane Sample MRN 12345678"
SOFT = "scanner dead, my cell is 415-555-0134"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", keys=[new_key()])
    yield bot
    bot.end()


def concern(bot: Bot, number: int = 101) -> Concern:
    with bot.database() as db:
        kept = concerns.get(db, number)
        assert kept is not None
        return kept


def in_a_form(bot: Bot, words: str, **more: str) -> Form:
    return form(bot.fills("ana", bot.presses("ana", "concern.new"), text=words, **more))


def test_the_clock_starts_when_a_sentence_was_first_sent_and_its_card_goes_where_it_was(
    bot: Bot,
) -> None:
    first = bot.now
    asked = form(bot.says("ana", f"concern {HARD}", WEST))
    bot.wait(minutes=20)
    receipt = bot.fills("ana", asked)
    assert concern(bot).raised_at == first
    assert "scanner dead, pt [NAME] MRN [MRN]" in bot.card("concern:101", WEST)
    assert "Can you still care for patients?" in said(receipt)


def test_in_a_direct_message_the_card_stays_there(bot: Bot) -> None:
    bot.fills("ana", bot.says("ana", f"concern {HARD}"))
    assert "C-101" in bot.card("concern:101", bot.dm("ana"))


def test_until_it_is_sent_nothing_is_kept(bot: Bot) -> None:
    for asked in (bot.says("ana", f"concern {HARD}", WEST), in_a_form(bot, HARD)):
        assert form(asked).action.name == "concern.raise"
        assert "scanner dead" not in bot.everything()
    with bot.database() as db:
        assert db.scalar(sql("SELECT count(*) FROM drafts")) == 0


def test_a_form_comes_back_with_all_its_answers_and_its_clock(bot: Bot) -> None:
    first = bot.now
    asked = in_a_form(bot, SOFT, kind="down_slow", care="stopped", unit="ICU", system="Printing")
    values = {field.id: field.value for field in asked.fields}
    assert values["text"] == SOFT
    assert (values["kind"], values["care"]) == ("down_slow", "stopped")
    assert (values["unit"], values["system"]) == ("ICU", "Printing")
    bot.wait(minutes=3)
    again = form(bot.fills("ana", asked, **{HOW: "mine"}))
    bot.wait(minutes=3)
    bot.fills("ana", again, **{HOW: "mine", REASON: "my own number"})
    kept = concern(bot)
    assert (kept.text, kept.unit, kept.system) == (SOFT, "ICU", "Printing")
    assert kept.raised_at == first
    history = said(bot.presses("kim", "concern.history", "101"))
    assert "Kept as written (a phone number): my own number" in history


def test_the_words_are_in_fields_and_never_in_what_the_form_carries_unseen(bot: Bot) -> None:
    for asked in (form(bot.says("ana", f"concern {SOFT}", WEST)), in_a_form(bot, HARD)):
        assert not any("scanner" in arg or "415" in arg for arg in asked.action.args)


@pytest.mark.parametrize(
    ("moment", "counted"),
    [
        (timedelta(days=-3), timedelta(days=-1)),
        (timedelta(hours=2), timedelta()),
        (timedelta(hours=-5), timedelta(hours=-5)),
    ],
)
def test_a_moment_that_a_form_brings_back_counts_for_a_day(
    bot: Bot, moment: timedelta, counted: timedelta
) -> None:
    at = (bot.now + moment).isoformat()
    place = (WEST.platform, WEST.workspace, WEST.id, "")
    bot.submits("ana", "concern.raise", "", at, *place, text="the scanner is dead")
    assert concern(bot).raised_at == bot.now + counted


@pytest.mark.parametrize("moment", ["", "soon", "2026-03-04T09:00:00", "9999-99-99", "-1"])
def test_a_moment_that_is_none_counts_as_now(bot: Bot, moment: str) -> None:
    place = (WEST.platform, WEST.workspace, WEST.id, "")
    bot.submits("ana", "concern.raise", "", moment, *place, text="the scanner is dead")
    assert concern(bot).raised_at == bot.now


def test_a_place_in_another_workspace_counts_as_here(bot: Bot) -> None:
    elsewhere = replace(WEST, workspace="another")
    args = (bot.now.isoformat(), elsewhere.platform, elsewhere.workspace, elsewhere.id, "")
    bot.submits("ana", "concern.raise", "", *args, text="the scanner is dead")
    assert not bot.posts(elsewhere)
    assert "the scanner is dead" in bot.card("concern:101", bot.dm("ana"))


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_without_a_name_neither_moment_nor_place_comes_back(bot: Bot, mode: str) -> None:
    """Also where its first sending was with a name, and the mode was changed in the form."""
    bot.at("2026-03-04 02:17")
    asked = in_a_form(bot, HARD)
    assert bot.now.isoformat() in asked.action.args
    changed = form(bot.fills("ana", asked, text=HARD, mode=mode))
    for again in (in_a_form(bot, HARD, mode=mode), changed):
        word, *more = again.action.args
        assert more == ["seen"]
        assert len(word) == 24
    empty = form(bot.fills("ana", asked, text=" ", mode=mode))
    assert len(empty.action.args) == 1
    first = bot.now
    bot.wait(minutes=10)
    bot.fills("ana", changed)
    bot.wait(minutes=31)
    assert concern(bot).raised_at >= first + timedelta(minutes=10)


def test_a_finding_that_is_kept_without_a_name_is_noted_under_nobody(bot: Bot) -> None:
    for mode in ("confidential", "anonymous"):
        bot.fills("ana", in_a_form(bot, SOFT, mode=mode), **{HOW: "mine", REASON: "our desk"})
        bot.wait(minutes=31)
    with bot.database() as db:
        rows = audit.latest(db, 9, act="guard.overruled")
        ana = db.scalar(sql("SELECT id FROM people WHERE name = 'Ana Ruiz'"))
    assert [row.about for row in rows] == ["C-102", "C-101"]
    assert ana not in {row.actor for row in rows}


def test_a_change_of_mind_to_ones_name_starts_the_clock_then(bot: Bot) -> None:
    asked = in_a_form(bot, HARD, mode="anonymous")
    bot.wait(minutes=10)
    bot.fills("ana", asked, mode="named")
    assert concern(bot).raised_at == bot.now


def test_an_order_with_a_patient_in_it_is_refused_at_once(bot: Bot) -> None:
    words = "give 5 mg morphine iv now to pt Jane Sample"
    assert "reads like an order" in said(bot.says("ana", f"concern {words}"))
    asked = bot.presses("ana", "concern.new")
    assert "reads like an order" in said(bot.fills("ana", asked, text=words))
