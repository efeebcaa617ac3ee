"""Chosen periods and whole exports (R30)."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest

from bot.features.concerns import export
from bot.words.cards import File, Reply
from tests.harness import Bot, buttons, message, said


def raised(bot: Bot, who: str, text: str, **given: str) -> None:
    plain = {"kind": "why", "care": "annoying", "reach": "me", "harm": "no"} | given
    bot.submits(who, "concern.raise", text=text, **plain)


def file(shown: Reply) -> File:
    return next(block for block in message(shown).blocks if isinstance(block, File))


def rows(shown: Reply) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file(shown).text)))


@pytest.fixture
def months(bot: Bot) -> Bot:
    """A concern in January, two in February, one in March 2026."""
    for day, text in (("01-31", "a"), ("02-01", "b"), ("02-28", "c"), ("03-01", "d")):
        bot.now = datetime.fromisoformat(f"2026-{day} 23:30").replace(tzinfo=bot.hospital.zone)
        raised(bot, "ana", f"tray {text} lacks its label")
    return bot


def test_concerns_of_a_period(months: Bot) -> None:
    shown = said(months.says("sam", "concerns last month"))
    assert shown.startswith("Concerns raised Sun 1 Feb 2026 to Sat 28 Feb 2026")
    assert "C-103" in shown
    assert "C-102" in shown
    assert "C-101" not in shown
    assert "C-104" not in shown
    assert "C-104" in said(months.says("sam", "concerns since yesterday"))
    assert "Concerns with “label" in said(months.says("sam", "concerns label"))
    assert "Concerns with “may" in said(months.says("sam", "concerns may"))


def test_a_long_period_has_pages_of_the_same_days(months: Bot) -> None:
    for n in range(9):
        raised(months, "ana", f"cart {n} squeaks")
    shown = months.says("sam", "concerns this month")
    (more,) = [b.action for b in buttons(shown) if b.label == "Show more"]
    months.at("2026-04-02 09:00")
    rest = said(months.presses("sam", more.name, *more.args))
    assert "raised on Sun 1 Mar 2026" in rest
    assert "C-101" not in rest


def test_an_export_of_a_period_says_which_one(months: Bot) -> None:
    shown = months.says("elena", "export csv last month")
    assert "2 concerns raised Sun 1 Feb 2026 to Sat 28 Feb 2026, without anyone's name" in said(
        shown
    )
    assert [row["number"] for row in rows(shown)] == ["C-102", "C-103"]
    assert [row["number"] for row in rows(months.says("elena", "export 31 Jan"))] == ["C-101"]
    assert "4 concerns in all" in said(months.says("elena", "export"))
    refused = said(months.says("elena", "export csv when the moon is full"))
    assert "I can't read “when the moon is full”" in refused
    assert "export csv last month" in refused


def test_an_export_gives_all_in_parts(months: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_IN_CHAT", 2)
    shown = months.says("elena", "export")
    assert "This part: C-101 to C-102, 2." in said(shown)
    found = rows(shown)
    while further := [b.action for b in buttons(shown) if b.label == "Next part"]:
        shown = months.presses("elena", further[0].name, *further[0].args)
        found += rows(shown)
    assert [row["number"] for row in found] == ["C-101", "C-102", "C-103", "C-104"]
    odd: tuple[Any, ...] = (("pdf", "", "1"), ("csv", "", "x"), ("csv", "soon", "1"))
    for args in odd:
        assert "export csv" in said(months.presses("elena", "concern.export", *args))
    assert "can do that" in said(months.presses("ana", "concern.export", "csv", "", "0"))


def test_minutes_by_the_clock_and_in_working_time_have_columns_of_their_own(bot: Bot) -> None:
    raised(bot, "ana", "monitor dead", care="stopped")  # P2, Wed 15:00
    raised(bot, "ana", "why two lists")  # P4
    bot.wait(minutes=20)
    bot.says("sam", "answer C-101 a new one is on its way")
    bot.at("2026-03-05 09:00")
    bot.says("sam", "answer C-102 we look into the lists")
    urgent, slow = rows(bot.says("elena", "export"))
    assert (urgent["response_clock_minutes"], urgent["response_working_minutes"]) == ("20.0", "")
    # 18 hours by the clock; two hours of Wednesday and one of Thursday in working time.
    assert slow["response_clock_minutes"] == "1080.0"
    assert slow["response_working_minutes"] == "180.0"


def test_a_digest_of_a_period_stands_beside_as_many_days_before(months: Bot) -> None:
    shown = said(months.says("elena", "digest last month"))
    assert shown.startswith("Between the wards and IT\n")
    assert "Sun 1 Feb 00:00 EST to Sun 1 Mar 00:00 EST" in shown
    assert "Concerns: 2, 28 days before 1" in shown
    assert "Concerns: 1, 1 day before 1" in said(months.says("elena", "digest today"))
    assert said(months.says("elena", "digest")).startswith("The week between")
    assert "I can't read “quickly”. Say which days" in said(months.says("elena", "digest quickly"))
    assert "at most 366 days" in said(months.says("elena", "digest 1 Jan 2020 to today"))
