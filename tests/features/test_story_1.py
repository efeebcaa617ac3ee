"""Story 1, an urban hospital goes live: the concern steps, with every number.

The two duplicates take C-102 and C-103, so the story's C-102 to C-107 are C-104 to C-109 here:
numbers are never given twice (docs/decisions/0006).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.words.cards import Form, Reply
from tests.features.one_platform import APART, HOUSES, lives
from tests.harness import TRIAGE, WARDS, Bot, form, said

FROZEN = "eMAR frozen on 5W, all 3 carts. pt John Smith rm 512 MRN 00482913 heparin due, BCA printer dead"
WEST, ICU, ED = WARDS["5W"], WARDS["ICU"], WARDS["ED"]
PATIENT = re.compile("John|Smith|512|00482913")


@pytest.fixture(params=HOUSES)
def bot(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    bot = lives(request.param, tmp_path / "corridor.db")
    yield bot
    bot.end()


def raises(bot: Bot, who: str, text: str, *answers: str) -> Reply:
    """By form: kind, care, reach, harm."""
    given = dict(zip(("kind", "care", "reach", "harm"), answers, strict=True))
    return bot.submits(who, "concern.raise", text=text, **given)


def fixes(bot: Bot, who: str, number: int, note: str) -> Reply:
    return bot.fills(who, bot.presses(who, "concern.fixed", str(number)), note=note)


def test_story_1_concerns(bot: Bot) -> None:
    # 1.3 Ana logs a concern with a patient in it: held, shown cleaned, nothing posted.
    bot.at("2026-03-08 01:50")
    draft = raises(bot, "ana", FROZEN, "down_slow", "stopped", "unit", "could")
    assert isinstance(draft, Form)
    assert not PATIENT.search(said(draft))
    assert "eMAR frozen on 5W, all 3 carts" in said(draft)
    assert "A patient in danger is a phone call, not a chat: call x5100" in said(draft)
    assert "https://intranet.example/downtime" in said(draft)
    assert not bot.chats["slack"].posts
    assert not bot.chats["teams"].posts

    # 1.4 She confirms the cleaned text: P1, mirrored, on call paged, due across the clock change.
    bot.at("2026-03-08 01:51")
    receipt = said(bot.fills("ana", draft))
    assert "C-101 is with IT" in receipt
    assert "P1: someone should answer by 03:05 EDT" in receipt
    assert "https://intranet.example/report" in receipt
    assert bot.card("concern:101:it", TRIAGE).startswith("C-101 · P1 · eMAR frozen on 5W")
    assert "\nNew" in bot.card("concern:101", WEST)
    assert "P1: C-101 needs an answer" in bot.sees("sam")
    assert not re.search("Smith|00482913", bot.everything() + bot.sees("slack") + bot.sees("teams"))

    # 1.5 An emoji is not a response.
    bot.at("2026-03-08 03:00")
    bot.reacts("raj", "eyes", "concern:101:it", TRIAGE)
    assert "\nNew" in bot.card("concern:101:it", TRIAGE)

    # 1.6 Ten minutes unanswered: the backup is paged, and both threads say so.
    assert "P1: C-101 needs an answer" in bot.sees("raj")
    for place in (TRIAGE, WEST):
        assert "C-101: no answer for 10 min" in bot.sees(place)
    assert "backup paged" in bot.card("concern:101", WEST)

    # 1.7 Sam writes in the Slack thread: in Teams at once, under his name and side; 15.0 min, met.
    bot.at("2026-03-08 03:05")
    words = "On it - checking the 5W print server and eMAR cache"
    bot.says("sam", words, TRIAGE, under="concern:101:it")
    assert f"Sam Ortiz · IT on C-101\n“{words}”" in bot.sees(WEST)
    assert "Answer: Sam Ortiz · IT, after 15 min, met" in bot.card("concern:101", WEST)
    assert "\nAcknowledged" in bot.card("concern:101", WEST)

    # 1.8 The ICU and the ED report the same freeze; Sam links both.
    bot.at("2026-03-08 03:20")
    raises(bot, "mia", "eMAR frozen in the ICU too", "down_slow", "stopped", "unit", "no")
    bot.at("2026-03-08 03:31")
    raises(bot, "tom", "eMAR frozen in the ED", "down_slow", "slowed", "unit", "no")
    for number in ("102", "103"):
        bot.presses("sam", "concern.merge", number, "101")
    assert "\nDuplicate" in bot.card("concern:102", ICU)
    for place in (ICU, ED):
        assert words in bot.sees(place)
    assert "3 reporters, 3 units" in bot.card("concern:101:it", TRIAGE)
    assert "Several units" in bot.card("concern:101:it", TRIAGE)

    # A restart between the two changes nothing, and an event delivered twice creates nothing.
    before = (bot.sees("teams"), bot.sees("slack"))
    bot.restart()
    bot.replay()
    assert (bot.sees("teams"), bot.sees("slack")) == before

    # 1.9 A workaround reaches all three; still P1.
    bot.at("2026-03-08 03:40")
    way = "Print from the BCA computer in the med room"
    bot.says("sam", f"workaround: {way}", TRIAGE, under="concern:101:it")
    for place in (WEST, ICU, ED):
        assert way in bot.sees(place)
    assert "C-101 · P1" in bot.card("concern:101", WEST)
    assert "\nIn progress" in bot.card("concern:101", WEST)

    # 1.10 IT alone can't lower a safety matter.
    bot.at("2026-03-08 04:10")
    refused = said(bot.says("kim", "priority C-101 P3 it is quiet now"))
    assert "It stays P1" in refused
    assert "only clinical informatics can lower it" in refused
    assert "Jo Park" in refused

    # 1.11 Jo lowers it with a reason, and the three hear why.
    bot.at("2026-03-08 04:25")
    reason = "workaround confirmed on all three units"
    bot.says("jo", f"priority C-101 P2 {reason}")
    for place in (WEST, ICU, ED):
        assert f"C-101 went from P1 to P2\nJo Park · clinical & IT changed it:\n“{reason}”" in (
            bot.sees(place)
        )
    assert "P1 to P2" in said(bot.presses("kim", "concern.history", "101"))
    assert "\nIn progress" in bot.card("concern:101:it", TRIAGE)

    # 1.15 "resolved" is no note.
    bot.at("2026-03-08 21:10")
    assert "at least five plain words" in said(fixes(bot, "kim", 101, "resolved"))
    assert "\nIn progress" in bot.card("concern:101:it", TRIAGE)

    # 1.16 A plain note: the units are asked to check; nothing to Ana, who is off until Tuesday.
    bot.at("2026-03-08 21:12")
    private = bot.sees("ana").count("Please check C-101")
    note = "eMAR screens on 5W, ICU and ED load again; cache rebuilt; please try your next med pass"
    fixes(bot, "kim", 101, note)
    for place in (WEST, ICU, ED):
        assert f"Please check C-101\nKim Lee · IT says it is fixed:\n“{note}”" in bot.sees(place)
    assert "Fixed - please check" in bot.card("concern:101", WEST)
    assert bot.sees("ana").count("Please check C-101") == private == 0

    # 1.17 Ben confirms; Ana's "you said / we did" waits for Tuesday 19:00.
    bot.at("2026-03-09 07:30")
    assert "You said:" in said(bot.presses("ben", "concern.confirm", "101"))
    assert "\nClosed" in bot.card("concern:101", WEST)
    assert "Ben Cole · clinical checked it on the ward" in bot.sees(TRIAGE)
    assert "We did:" not in bot.sees("ana")
    bot.at("2026-03-10 18:59")
    assert "We did:" not in bot.sees("ana")

    # 1.18 and 1.19 (Monday, before that): a floor, the event report, 22.0 minutes.
    # 1.20 and 1.21: a why, three working days, 270 working minutes.
    bot.at("2026-03-10 19:00")
    assert f"We did:\n“{note}”" in bot.sees("ana")
    assert "Please check C-101" not in bot.sees("ana")


def test_story_1_the_week_after(bot: Bot) -> None:
    # 1.18 P3 by the table, P2 by the floor; the event report, and no case details.
    bot.at("2026-03-09 10:00")
    receipt = said(
        raises(bot, "lena", "heparin order set rounds wrong", "wrong_info", "slowed", "me", "could")
    )
    assert "Just me, slowed: P3. Raised to P2" in receipt
    assert (
        "safety event report (https://intranet.example/report). No details of the case" in receipt
    )

    # 1.19 22.0 min, met; fixed Tuesday, confirmed Wednesday.
    bot.at("2026-03-09 10:22")
    bot.says("kim", "I see the rounding rule, fixing it", TRIAGE, under="concern:101:it")
    assert "after 22 min, met" in bot.card("concern:101", bot.dm("lena"))

    # 1.20 A why: P4, thanks, three working days.
    bot.at("2026-03-09 14:00")
    why = "Why a second sign-off for a routine drug?"
    receipt = said(raises(bot, "priya", why, "why", "annoying", "me", "no"))
    assert "Thank you for asking why" in receipt
    assert "P4 is answered in working hours, within 3 working days: by Thu 14:00 EDT" in receipt

    # 1.21 270 working minutes (1,170 by the clock), met.
    bot.at("2026-03-10 09:30")
    bot.says("kim", "It came with an old policy, we ask", TRIAGE, under="concern:102:it")
    assert "after 4 working h 30, met" in bot.card("concern:102", bot.dm("priya"))
    bot.at("2026-03-10 16:00")
    fixes(bot, "kim", 101, "The order set rounds to the nearest unit again")

    # 1.22 Access, just me, slowed: P3.
    bot.at("2026-03-10 16:30")
    assert "P3" in said(raises(bot, "tom", "badge tap fails", "access", "slowed", "me", "no"))

    # 1.23 100 working minutes, met; Tom has not checked yet.
    bot.at("2026-03-11 09:10")
    bot.says("sam", "Your badge was enrolled twice", TRIAGE, under="concern:103:it")
    assert "after 1 working h 40, met" in bot.card("concern:103", bot.dm("tom"))
    bot.at("2026-03-11 10:00")
    bot.presses("lena", "concern.confirm", "101")
    assert "\nClosed" in bot.card("concern:101:it", TRIAGE)
    bot.at("2026-03-11 11:00")
    fixes(bot, "sam", 103, "Your badge is enrolled once again, please tap in")
    assert "Fixed - please check" in bot.card("concern:103:it", TRIAGE)

    # 1.24 P3 by the table, P2 by the floor; due 20:45, escalated 20:35.
    bot.at("2026-03-11 20:15")
    receipt = said(
        raises(bot, "mia", "ICU label printer dead", "down_slow", "slowed", "unit", "no")
    )
    assert "My unit, slowed: P3. Raised to P2" in receipt
    assert "P2: someone should answer by 20:45 EDT" in receipt
    bot.at("2026-03-11 20:34")
    assert "C-104: no answer" not in bot.sees(TRIAGE)
    bot.at("2026-03-11 20:35")
    assert "C-104: no answer for 20 min" in bot.sees(TRIAGE)

    # 1.25 47.0 min, missed; reopened once; confirmed on Friday.
    bot.at("2026-03-11 21:02")
    bot.says("sam", "Going to look at the print queue", TRIAGE, under="concern:104:it")
    assert "by IT, after 47 min, missed (target 30 min)" in bot.card("concern:104", ICU)
    bot.at("2026-03-11 22:30")
    fixes(bot, "sam", 104, "Label printer has a new driver and prints")
    bot.at("2026-03-12 02:00")
    bot.fills("mia", bot.presses("mia", "concern.reopen", "104"), reason="Blank labels again")
    assert "\nReopened" in bot.card("concern:104:it", TRIAGE)
    assert "Blank labels again" in bot.sees(TRIAGE)
    bot.at("2026-03-12 05:40")
    fixes(bot, "sam", 104, "The printer was swapped for a spare one")

    # 1.21 (end) The step is removed on Thursday; it waits for Dr Nair's check.
    bot.at("2026-03-12 10:00")
    fixes(bot, "kim", 102, "The second sign-off is gone for routine drugs")
    assert "Fixed - please check" in bot.card("concern:102", bot.dm("priya"))

    # 1.26 A how-to: P4, 9.0 minutes, confirmed.
    bot.at("2026-03-12 11:00")
    receipt = said(raises(bot, "ben", "charting fluids", "howto", "annoying", "me", "no"))
    assert "P4" in receipt
    bot.at("2026-03-12 11:09")
    bot.says("sam", "Open I&O and tap the plus sign", TRIAGE, under="concern:105:it")
    assert "after 9 working min, met" in bot.card("concern:105", WEST)
    fixes(bot, "sam", 105, "Fluids are charted under I&O, plus sign")
    bot.presses("ben", "concern.confirm", "105")
    assert "\nClosed" in bot.card("concern:105", WEST)
    bot.at("2026-03-13 08:00")
    bot.presses("mia", "concern.confirm", "104")
    assert "\nClosed" in bot.card("concern:104", ICU)

    # 1.27 P3 at night: said plainly, with one tap to raise it.
    bot.at("2026-03-13 22:40")
    receipt = said(raises(bot, "tom", "chart slow", "down_slow", "annoying", "site", "no"))
    assert "P3 is answered in working hours (from Mon 08:00 EDT)" in receipt
    assert "[Care is affected now]" in receipt


@pytest.mark.parametrize("bot", [APART], indirect=True)
def test_when_slack_is_unreachable_the_page_goes_another_way_and_ana_is_told(bot: Bot) -> None:
    bot.at("2026-03-08 01:50")
    bot.chats["slack"].down = True
    raises(bot, "ana", "eMAR frozen on all carts", "down_slow", "stopped", "unit", "could")
    assert "P1: C-101 needs an answer" in bot.sees(bot.dm("jo", "teams"))
    assert "Slack can't be reached just now, so " in bot.sees("ana")
    assert "Jo Park · clinical & IT are paged another way" in bot.sees("ana")  # two of them
    assert "call x5100" in bot.sees("ana")
    bot.chats["slack"].down = False
    bot.wait(minutes=3)
    assert "C-101 · P1" in bot.card("concern:101:it", TRIAGE)


@pytest.mark.parametrize("bot", [APART], indirect=True)
def test_the_raise_form_is_a_form(bot: Bot) -> None:
    asked = form(bot.says("ana", "concern"))
    assert [field.id for field in asked.fields][:5] == ["text", "kind", "care", "reach", "harm"]
