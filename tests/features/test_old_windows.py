"""Windows of the second look that the version before has opened still do what they say."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.review import HOW, REASON
from bot.core.sealing import new_key
from storage.nouns import concerns, drafts, people
from storage.nouns.concerns import Concern
from tests.harness import TRIAGE, WARDS, Bot, form, said

WEST = WARDS["5W"]
GONE = "sent or thrown away already"
BY_FORM = {"kind": "down_slow", "care": "stopped", "unit": "ICU", "by_form": "yes"}
UNNAMED = ("down_slow", "stopped", "unit", "no", "ICU", "", "a-word-left-to-chance")


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", keys=[new_key()])
    yield bot
    bot.end()


def draft(bot: Bot, **answers: str) -> datetime:
    """Draft 1, as the version before kept it twenty minutes ago; when that was (UTC)."""
    at = bot.now - timedelta(minutes=20)
    place = (WEST.platform, WEST.workspace, WEST.id, False)
    bot.says("ana", "concerns")
    with bot.database.begin() as db:
        (ana,) = people.named(db, "Ana Ruiz")
        drafts.add(db, ana.id, "the pump of pt [NAME] alarms", answers, place=place, at=at)
    return at


def concern(bot: Bot) -> Concern:
    with bot.database() as db:
        kept = concerns.get(db, 101)
        assert kept is not None
        return kept


def left(bot: Bot) -> int:
    with bot.database() as db:
        return int(db.scalar(text("SELECT count(*) FROM drafts")) or 0)


def test_a_draft_is_sent_with_its_clock_and_its_place(bot: Bot) -> None:
    at = draft(bot)
    told = said(bot.submits("ana", "concern.send", "1", text="the pump alarms"))
    assert "Can you still care for patients?" in told
    assert concern(bot).raised_at == at
    assert "the pump alarms" in bot.card("concern:101", WEST)
    assert left(bot) == 0
    assert GONE in said(bot.submits("ana", "concern.send", "1", text="the pump alarms"))


def test_the_answers_of_a_form_are_kept(bot: Bot) -> None:
    draft(bot, **BY_FORM)
    told = said(bot.submits("ana", "concern.send", "1", text="the pump alarms"))
    assert "Can you still care for patients?" not in told
    assert (concern(bot).care, concern(bot).unit) == ("stopped", "ICU")


def test_a_draft_can_be_thrown_away_and_is_nobody_elses(bot: Bot) -> None:
    draft(bot)
    assert GONE in said(bot.submits("ben", "concern.send", "1", text="the pump alarms"))
    assert GONE in said(bot.presses("ben", "concern.discard", "1"))
    assert "Nothing was sent" in said(bot.presses("ana", "concern.discard", "1"))
    assert left(bot) == 0
    assert GONE in said(bot.submits("ana", "concern.send", "1", text="the pump alarms"))


def test_what_is_found_in_an_open_window_comes_back_in_the_form_of_today(bot: Bot) -> None:
    at = draft(bot, **BY_FORM)
    hard = bot.submits(
        "ana", "concern.send", "1", text="the wristband of pt Jane Sample won't print"
    )
    asked = form(hard)
    assert "We took out a name" in said(asked)
    assert left(bot) == 0
    bot.fills("ana", asked)
    assert (concern(bot).raised_at, concern(bot).care) == (at, "stopped")
    assert "Jane" not in bot.everything()


def test_soft_findings_in_an_open_window_are_kept_with_a_reason(bot: Bot) -> None:
    soft = "the pump alarms, my cell is 415-555-0134"
    draft(bot)
    wants_why = form(bot.submits("ana", "concern.send", "1", text=soft, how="mine", reason=""))
    assert "Say in a few words why" in said(wants_why)
    bot.fills("ana", wants_why, **{HOW: "mine", REASON: "my own"})
    assert concern(bot).text == soft
    assert "(a phone number): my own" in said(bot.presses("kim", "concern.history", "101"))


def test_a_reason_in_an_open_window_may_not_hold_patient_data_itself(bot: Bot) -> None:
    draft(bot)
    why = {"how": "mine", "reason": "pt Jane Sample has it too"}
    asked = form(bot.submits("ana", "concern.send", "1", text="call 415-555-0134", **why))
    assert "Jane" not in str(asked)
    assert not bot.posts(TRIAGE)


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_an_open_window_without_a_name_is_sent_without_one(bot: Bot, mode: str) -> None:
    soft = {"text": "On my night shift: call 415-555-0134", "how": "mine", "reason": "our desk"}
    bot.submits("ana", "unnamed.send", mode, *UNNAMED, **soft)
    assert said(bot.replay()).partition("\n")[0] in {"", "This was sent already"}
    bot.wait(minutes=31)
    assert concern(bot).mode == mode
    assert concern(bot).care == "stopped"
    assert "415-555-0134" in bot.card("concern:101:it", TRIAGE)
    assert "Ana" not in bot.sees(TRIAGE)
    assert "C-102" not in bot.sees(TRIAGE)


def test_a_made_up_mode_is_refused(bot: Bot) -> None:
    for mode in ("named", "", "secret"):
        bot.submits("ana", "unnamed.send", mode, *UNNAMED, text="the pump alarms")
    assert not bot.posts(TRIAGE)
