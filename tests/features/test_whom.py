"""Whom somebody means (R34): a mention is an account, whatever its label; people are found as typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.words.cards import Form
from bot.words.events import Account, Mentioned
from storage.nouns import people
from tests.harness import CAST as USUAL
from tests.harness import HOME, Bot, form, said, staff

NURSE = "Priya Nair, MD (she/her)"
FIXED = "the label printers work again"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", cast=(*USUAL, staff("Sam Stone", "it", "teams")))
    yield bot
    bot.end()


def at(bot: Bot, label: str, who: str, platform: str = "") -> Mentioned:
    return Mentioned(label, bot.account(who, platform))


def stranger(name: str, **told: object) -> Mentioned:
    return Mentioned(name, Account("slack", HOME["slack"], "U0NEW", name, **told))  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [
    "win @Priya Nair, MD (she/her) @Kim {}",
    "win @Priya Nair, MD (she/her)\u00a0@Kim\u00a0{}",
    "win @Priya Nair, MD (she/her), @Kim: {}",
    "win {} @Priya Nair, MD (she/her) and @Kim",
    "win {}, thanks to @Priya Nair, MD (she/her) and @Kim!",
    "win thanks to @Priya Nair, MD (she/her) and @Kim: {}",
    "win many thanks @Priya Nair, MD (she/her) @Kim for {}",
])  # fmt: skip
def test_a_mention_is_that_person_whatever_the_profile_says(bot: Bot, words: str) -> None:
    named = (at(bot, NURSE, "priya"), at(bot, "Kim", "kim"))
    draft = said(bot.says("jo", words.format(FIXED), mentions=named))
    assert "For Dr Priya Nair · clinical & IT and Kim Lee · IT" in draft
    assert f"“{FIXED}”" in draft


def test_a_possessive_is_no_part_of_the_name(bot: Bot) -> None:
    for mark in ("'s", "\u2019s"):
        words = f"win @Kim Lee{mark} quick thinking saved the night shift"
        draft = said(bot.says("jo", words, mentions=[at(bot, "Kim Lee", "kim")]))
        assert "For Kim Lee · IT" in draft
        assert "“quick thinking saved the night shift”" in draft


def test_two_people_of_one_label_are_told_apart_by_their_accounts(bot: Bot) -> None:
    first, second = (
        at(bot, "Sam", "sam", "slack"),
        Mentioned("Sam", Account("teams", HOME["teams"], "sam")),
    )
    for named, whom in (((first, second), "Ortiz"), ((second, first), "Stone")):
        draft = said(bot.says("jo", f"win @Sam {FIXED}, said @Sam himself", mentions=named))
        assert f"For Sam {whom} · IT\n" in draft
        assert "said @Sam himself" in draft


def test_a_label_is_not_found_in_a_longer_name(bot: Bot) -> None:
    named = (at(bot, "Kim Lee", "kim"), at(bot, "Sam", "sam"))
    draft = said(bot.says("jo", f"win @Kim Lee @Sam {FIXED} for @Sammy", mentions=named))
    assert "For Sam Ortiz · IT and Kim Lee · IT" in draft
    assert "for @Sammy”" in draft


def test_a_mention_is_read_wherever_people_are_named(bot: Bot) -> None:
    bot.says("ana", "concern the label printer is dead")
    doctor, kim = at(bot, NURSE, "priya"), at(bot, "Kim Lee, RN (they/them)", "kim")
    told = said(bot.says("sam", f"assign C-101 @{kim.label}", mentions=[kim]))
    assert "C-101 is with Kim Lee · IT now" in told
    told = said(bot.says("sam", f"oncall @{kim.label} tonight as backup", mentions=[kim]))
    assert "Kim Lee" in told
    assert "I don't know" not in told
    bot.previews = True
    words = f"poll Ready? | Yes | No --for @{doctor.label}, @{kim.label}"
    shown = said(bot.says("jo", words, mentions=[doctor, kim]))
    assert "Dr Priya Nair" in shown
    assert "Kim Lee" in shown
    assert "Kim Lee" in said(bot.says("jo", f"people @{kim.label}", mentions=[kim]))


def test_whom_nobody_has_met_is_known_from_now_on(bot: Bot) -> None:
    new = stranger("Zoe Hart", email="zoe@harbor.example")
    assert "For Zoe Hart" in said(bot.says("jo", f"win @Zoe Hart {FIXED}", mentions=[new]))
    with bot.database.begin() as db:
        (zoe,) = people.named(db, "Zoe Hart")
        assert (zoe.email, zoe.side, zoe.role_list, zoe.guest) == (
            "zoe@harbor.example",
            "",
            [],
            False,
        )


@pytest.mark.parametrize(("told", "why"), [
    ({"guest": True}, "is a guest or an app here"),
    ({"known": False}, "I could not find out who “Vic Vendor” is just now"),
])  # fmt: skip
def test_a_guest_and_whom_the_platform_does_not_tell_of_are_not(
    bot: Bot, told: dict[str, bool], why: str
) -> None:
    asked = bot.says("jo", f"win @Vic Vendor {FIXED}", mentions=[stranger("Vic Vendor", **told)])
    assert isinstance(asked, Form)
    assert why in asked.fields[0].error
    with bot.database.begin() as db:
        assert not people.named(db, "Vic Vendor")


@pytest.mark.parametrize(("typed", "whom"), [
    ("Kim", "Kim Lee"),
    ("kim lee", "Kim Lee"),
    ("@kim.lee", "Kim Lee"),
    ("Dr. Nair", "Dr Priya Nair"),
    ("Priya Nair", "Dr Priya Nair"),
    ("Kim's", "Kim Lee"),
    ("raj.p@harbor.example", "Raj Patel"),
    ("raj.p", "Raj Patel"),
])  # fmt: skip
def test_people_are_found_as_typed(bot: Bot, typed: str, whom: str) -> None:
    with bot.database.begin() as db:
        people.named(db, "Raj Patel")[0].email = "raj.p@harbor.example"
    assert said(bot.says("jo", f"people {typed}")).startswith(whom)


def test_a_slip_of_the_finger_is_asked_about(bot: Bot) -> None:
    assert "I don't know anyone called “Kmi Lee”" in said(bot.says("jo", "people Kmi Lee"))
    assert "Did you mean Kim Lee?" in said(bot.says("jo", "people Kmi Lee"))
    assert "Did you mean" not in said(bot.says("jo", "people Wilhelmina"))
    told = said(bot.says("jo", "people Sam"))
    assert "Which one: Sam Ortiz, Sam Stone?" in told


def test_a_name_with_a_comma_in_it_comes_back_from_a_form(bot: Bot) -> None:
    with bot.database.begin() as db:
        people.named(db, "Kim Lee")[0].name = "Lee, Kim"
    asked = form(bot.says("jo", "win"))
    draft = said(bot.fills("jo", asked, who="Lee, Kim and Ben Cole", text=FIXED))
    assert "For Ben Cole · clinical and Lee, Kim · IT" in draft


def test_a_name_that_the_guard_would_stop_is_still_a_mention(bot: Bot) -> None:
    named = [Mentioned("Kim Lee (pager 555-0147)", bot.account("kim"))]
    draft = said(bot.says("jo", f"win @Kim Lee (pager 555-0147) {FIXED}", mentions=named))
    assert "For Kim Lee · IT" in draft
