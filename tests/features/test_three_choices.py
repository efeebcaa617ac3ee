"""What the guard found in a form: its writer sends the cleaned version, changes it, or says why it
is no patient data (R9)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.review import HOW, REASON
from bot.core.router import routes
from bot.features import FEATURES
from bot.privacy import Checked, Guard, GuardFailed
from bot.words.cards import Form
from bot.words.events import Submit
from storage.trust import audit
from tests.harness import TRIAGE, Bot, form, said

SOFT = "Call me on my cell, 212-555-0147"
HARD = "It was pt John Smith MRN 00482913"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    found = Bot(tmp_path / "corridor.db")
    found.says("ana", "concern printer on 5 West is dead")
    yield found
    found.end()


def answered(bot: Bot, words: str) -> Form:
    return form(bot.submits("sam", "concern.answer", "101", "answer", text=words))


def overruled(bot: Bot) -> list[audit.Row]:
    with bot.database() as db:
        return audit.latest(db, 9, act="guard.overruled")


def test_a_soft_finding_comes_back_as_it_was_written_with_the_cleaned_version_to_read(
    bot: Bot,
) -> None:
    again = answered(bot, SOFT)
    assert again.fields[0].value == SOFT
    assert "We took out a phone number" in again.fields[0].error
    assert "Call me on my cell, [PHONE]" in said(again)
    assert "0147" not in bot.everything()


def test_the_cleaned_version_goes_with_one_more_press(bot: Bot) -> None:
    bot.fills("sam", form(answered(bot, SOFT)))
    assert "Call me on my cell, [PHONE]" in bot.sees(TRIAGE)
    assert "0147" not in bot.everything()
    assert not overruled(bot)


def test_what_is_no_patient_data_goes_with_a_reason_which_the_audit_log_does_not_quote(
    bot: Bot,
) -> None:
    again = answered(bot, SOFT)
    wants_why = form(bot.fills("sam", again, **{HOW: "mine"}))
    assert "Say in a few words why" in wants_why.fields[-1].error
    bot.fills("sam", wants_why, **{HOW: "mine", REASON: "my own number"})
    assert SOFT in bot.sees(TRIAGE)
    (row,) = overruled(bot)
    assert (row.about, row.outcome) == ("concern.answer", "PHONE")


def test_a_changed_text_is_checked_again(bot: Bot) -> None:
    again = answered(bot, SOFT)
    hard = form(bot.fills("sam", again, text=HARD, **{HOW: "mine", REASON: "because"}))
    assert hard.fields[0].value == "It was pt [NAME] MRN [MRN]"
    assert HOW not in [field.id for field in hard.fields]
    bot.fills("sam", again, text="Call the vendor", **{HOW: "mine", REASON: "because"})
    assert "Call the vendor" in bot.sees(TRIAGE)
    assert not overruled(bot)


def test_a_hard_finding_cannot_be_overruled_by_a_form_made_up_outside(bot: Bot) -> None:
    made_up = {HOW: "mine", REASON: "because"}
    again = bot.submits("sam", "concern.answer", "101", "answer", text=HARD, **made_up)
    assert form(again).fields[0].value == "It was pt [NAME] MRN [MRN]"
    assert "00482913" not in bot.everything()


def test_a_reason_that_holds_patient_data_itself_is_none(bot: Bot) -> None:
    again = answered(bot, SOFT)
    back = form(bot.fills("sam", again, **{HOW: "mine", REASON: "it is pt John Smith"}))
    assert "John" not in str(back)
    assert not overruled(bot)


def test_who_may_be_without_a_name_can_only_send_the_cleaned_version(bot: Bot) -> None:
    bot.submits("sam", "concern.fixed", "101", note="Changed the cable of the printer")
    again = form(bot.submits("ana", "concern.reopen", "101", reason=SOFT))
    assert again.fields[0].value == "Call me on my cell, [PHONE]"
    assert HOW not in [field.id for field in again.fields]
    made_up = {HOW: "mine", REASON: "because"}
    again = form(bot.submits("ana", "concern.reopen", "101", reason=SOFT, **made_up))
    assert again.fields[0].value == "Call me on my cell, [PHONE]"
    assert not overruled(bot)


def test_every_form_that_takes_words_can_be_shown_again() -> None:
    """Or looks at what was found by itself; those that take none need neither."""
    bare = {
        name
        for (kind, name), r in routes(FEATURES).items()
        if kind is Submit and not (r.form or r.second_look or r.reviews)
    }
    assert bare == set()


class Blind(Guard):
    def check(self, text: str, roster: object = ()) -> Checked:
        raise GuardFailed("Boom")


@pytest.mark.parametrize("name", sorted(n for k, n in routes(FEATURES) if k is Submit))
def test_a_guard_that_fails_lets_no_form_through(bot: Bot, name: str) -> None:
    before = bot.everything()
    bot.core._guard = Blind()
    told = said(bot.submits("sam", name, "101", text="the 2 words planted here"))
    assert "could not be checked" in told
    assert "planted here" not in bot.everything()
    assert bot.everything() == before
