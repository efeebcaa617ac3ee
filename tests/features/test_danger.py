"""R16, R17, R20: somebody in danger comes first, and leaders hear of it at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core import emergencies
from bot.words.cards import Buttons, Form, Message
from bot.words.plain_text import plain
from storage.nouns import concerns
from tests.harness import CAST, HARBOR, KEYS, ROOMS, TRIAGE, UNITS, WARDS, Bot, said

PLAN = "Pull the red cord, then call."
ED = replace(UNITS["ED"], crisis_plan=PLAN)
HOSPITAL = replace(HARBOR, emergency="555-0199", units={**UNITS, "ED": ED})
DANGER = "pt in bay 9 stopped breathing and the monitor is black"
CALL = "Call 555-0199 now"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", hospital=HOSPITAL, cast=CAST, rooms=ROOMS, keys=KEYS)
    yield bot
    bot.end()


def raised(bot: Bot, words: str = DANGER) -> Message:
    answer = bot.says("tom", f"concern {words}", WARDS["ED"])
    assert isinstance(answer, Message)
    return answer


def labels(message: Message) -> list[str]:
    rows = [block for block in message.blocks if isinstance(block, Buttons)]
    return [button.label for row in rows for button in row.buttons]


def concern(bot: Bot, number: int = 101) -> concerns.Concern:
    with bot.database() as db:
        found = concerns.get(db, number)
    assert found is not None
    return found


def test_the_number_and_the_plan_come_first_and_nothing_is_asked(bot: Bot) -> None:
    bot.says("mia", "concern monitor in bay 9 is black", WARDS["ED"])
    answer = raised(bot)
    assert answer.title == CALL
    assert said(answer).splitlines()[1] == f"Crisis plan: {PLAN}"
    assert "C-102 is with IT as P1" in said(answer)
    assert labels(answer) == ["The patient is safe", "This is about equipment"]
    assert "https://intranet.example/report" in said(answer)


def test_it_is_a_p1_for_the_true_reason(bot: Bot) -> None:
    raised(bot)
    found = concern(bot)
    assert (found.priority, found.harm, found.danger) == ("P1", "reached", "danger")
    assert found.why.endswith("Raised to P1: the words say that somebody may be in danger.")
    for room in (TRIAGE, WARDS["ED"]):
        assert f"{CALL}: somebody may be in danger." in bot.sees(room)


def test_leaders_read_one_line_without_the_words(bot: Bot) -> None:
    raised(bot)
    told = bot.sees("elena")
    assert told == "C-101 · P1 · ED: a patient may be affected"


def test_what_could_hurt_somebody_reaches_leaders_and_the_rest_does_not(bot: Bot) -> None:
    bot.says("tom", "concern label printer is jammed", WARDS["ED"])
    assert bot.sees("elena") == ""
    bot.presses("tom", "concern.care", "101", "slowed")
    bot.presses("tom", "concern.harm", "101", "could")
    assert bot.sees("elena") == "C-101 · P2 · ED: a patient may be affected"


def test_it_is_never_the_same_as_somebody_elses(bot: Bot) -> None:
    raised(bot)
    other = bot.says("mia", f"concern {DANGER}", WARDS["ED"])
    assert isinstance(other, Message)
    equipment = bot.says("mia", "concern the monitor in bay 9 is black", WARDS["ED"])
    assert "C-101" not in said(equipment)


def test_the_patient_is_safe_lowers_nothing(bot: Bot) -> None:
    raised(bot)
    answer = bot.presses("tom", "concern.safe", "101")
    assert "stays P1" in said(answer)
    assert concern(bot).priority == "P1"
    assert "the patient is safe" in bot.sees("elena")
    assert "The patient is safe, says who raised it." in bot.sees(TRIAGE)
    again = bot.presses("tom", "concern.safe", "101")
    assert "written down already" in said(again)


def test_about_equipment_corrects_the_guess(bot: Bot) -> None:
    raised(bot)
    answer = bot.presses("tom", "concern.equipment", "101")
    found = concern(bot)
    assert (found.priority, found.harm, found.danger) == ("P3", "no", "equipment")
    assert "is P3: about equipment" in said(answer)
    assert "somebody may be in danger" not in bot.sees(TRIAGE)
    assert "nobody is in danger" in bot.sees("elena")


@pytest.mark.parametrize("act", ["concern.safe", "concern.equipment"])
def test_only_its_writer_says_so(bot: Bot, act: str) -> None:
    raised(bot)
    assert "Only the person who raised C-101" in said(bot.presses("mia", act, "101"))
    assert concern(bot).danger == "danger"


def test_a_form_that_tells_of_it_is_answered_alike(bot: Bot) -> None:
    form = bot.says("tom", "concern", WARDS["ED"])
    answer = bot.fills("tom", form, text=DANGER, unit="ED")
    assert isinstance(answer, Message)
    assert answer.title == CALL


def test_patient_data_beside_it_is_taken_out_and_it_goes_at_once(bot: Bot) -> None:
    answer = raised(bot, "pt Jane Sample MRN 12345678 stopped breathing")
    assert answer.title == CALL
    assert "pt [NAME] MRN [MRN] stopped breathing" in said(answer)
    assert "[NAME]" in concern(bot).text


def test_in_confidence_too(bot: Bot) -> None:
    form = bot.says("tom", "concern")
    assert isinstance(form, Form)
    first = bot.fills("tom", form, text="he is bleeding heavily", unit="ED", mode="confidential")
    assert isinstance(first, Message)
    assert first.title.startswith(CALL)


def test_a_plain_sentence_to_the_bot_is_raised(bot: Bot) -> None:
    answer = bot.says("tom", "patient is not breathing in bay 4")
    assert said(answer).startswith(CALL)
    assert concern(bot).priority == "P1"


@pytest.mark.parametrize(
    "words",
    [
        "poll What happened? | pt stopped breathing | monitor black",
        "win @Kim the patient is not breathing well today but you helped",
        "answer C-101 the patient fell and hit her head",
        "kpi patient not breathing",
    ],
)
def test_elsewhere_the_number_comes_first_and_nothing_is_raised(bot: Bot, words: str) -> None:
    bot.previews = True
    bot.says("mia", "concern label printer is jammed", WARDS["ED"])
    answer = bot.says("tom", words, WARDS["ED"])
    shown = said(answer)
    assert shown.startswith(CALL) or CALL in shown.splitlines()[1]
    with bot.database() as db:
        assert concerns.get(db, 102) is None


def test_a_forwarded_message_shows_the_number_above_the_form(bot: Bot) -> None:
    form = bot.picks("tom", "concern.raise", DANGER)
    assert isinstance(form, Form)
    assert plain(Message("", form.intro)).strip().startswith(f"Emergency: {CALL}")


def test_a_look_that_fails_raises_it_to_p2_and_says_so(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_text: str) -> None:
        raise RuntimeError("no rules")

    monkeypatch.setattr(emergencies, "danger", fails)
    answer = bot.says("tom", "concern the queue board shows old names", WARDS["ED"])
    assert "its words could not be checked for danger" in said(answer)
    assert concern(bot).priority == "P2"


@pytest.mark.parametrize(
    "words",
    ["the monitor died", "print server unresponsive since six", "kill the stuck print job"],
)
def test_equipment_is_no_danger(bot: Bot, words: str) -> None:
    assert raised(bot, words).title == "C-101 is with IT"


def test_a_hospital_without_numbers_says_call_for_help(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "bare.db", hospital=replace(HARBOR, phone="", emergency=""))
    try:
        assert raised(bot).title == "Call for help now"
    finally:
        bot.end()
