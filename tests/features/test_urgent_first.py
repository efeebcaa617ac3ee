"""Urgent is first wherever things are listed, and the time left is said (R22)."""

import re
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.words.cards import Reply
from storage.nouns import concerns
from tests.harness import Bot, buttons, message, said


def put(bot: Bot, priority: str, due: float, answered: bool = False, **given: object) -> None:
    """A concern as one that was raised would be, with its answer due in so many hours."""
    plain: dict[str, object] = {"kind": "why", "care": "slowed", "reach": "unit", "harm": "no"}
    plain |= {"unit": "5W"}
    plain |= {"first_priority": priority, "priority": priority, "text": f"words of {priority}"}
    at = bot.now + timedelta(hours=due)
    moments: dict[str, datetime] = {"raised_at": bot.now, "due_at": at, "updated_at": bot.now}
    with bot.database.begin() as db:
        known: dict[str, object] = {}
        if answered:
            known = {"answered_at": bot.now, "answered_as": priority}
        concern = concerns.add(db, **(plain | moments | known | given))
        db.flush()
        ana = db.scalars(text("SELECT person_id FROM accounts WHERE id = 'ana'")).one()
        concerns.stand_behind(db, concern, ana, "5W", how="raised", at=bot.now)


def order(shown: Reply | str) -> list[int]:
    words = shown if isinstance(shown, str) else said(shown)
    return [int(n) for n in re.findall(r"^C-(\d+) · ", words, re.MULTILINE)]


def pages(bot: Bot, who: str, words: str) -> list[int]:
    found, shown = [], message(bot.says(who, words))
    while True:
        found += order(shown)
        further = [b.action for b in buttons(shown) if b.label == "Show more"]
        if not further:
            return found
        shown = message(bot.presses(who, further[0].name, *further[0].args))


def many(bot: Bot) -> list[int]:
    """Thirty of all kinds; their numbers in the order in which they are to be listed."""
    put(bot, "P4", 40)  # 101
    put(bot, "P3", -2)
    put(bot, "P2", 5, answered=True)
    put(bot, "P2", 0.4)
    put(bot, "P1", 0.2)  # 105
    put(bot, "P1", -4, answered=True, state="in_progress")
    put(bot, "P1", -4)
    put(bot, "P4", 9, harm="could", answered=True)
    put(bot, "P1", -9, state="fixed", answered=True)  # waits for the ward, not for IT
    put(bot, "P3", 3)  # 110
    first = [107, 105, 106, 104, 103, 108, 102, 110, 101]
    for _ in range(10):
        put(bot, "P3", 1, answered=True, state="acknowledged")
    for _ in range(10):
        put(bot, "P2", 0.5)
    return [*first[:4], *range(121, 131), *first[4:], *range(120, 110, -1), 109]


def test_every_page_goes_on_where_the_last_one_ended(bot: Bot) -> None:
    expected = many(bot)
    for who, words in (("sam", "open"), ("ana", "mine"), ("ana", "unit"), ("sam", "all")):
        assert pages(bot, who, f"concerns {words}") == expected, words
    assert pages(bot, "sam", "concerns urgent") == expected[:16]
    assert pages(bot, "sam", "concerns waiting") == [
        n for n in expected[:19] if n not in {103, 106, 108}
    ]
    assert pages(bot, "sam", "concerns overdue") == [107, 102]


def test_what_becomes_urgent_meanwhile_hides_nothing_behind_the_mark(bot: Bot) -> None:
    many(bot)
    first = message(bot.says("sam", "concerns open"))
    (more,) = [b.action for b in buttons(first) if b.label == "Show more"]
    bot.says("sam", f"take C-{order(first)[-1]}")
    put(bot, "P1", 0.1)
    rest = order(bot.presses("sam", more.name, *more.args))
    assert rest[0] == order(first)[-1] + 1
    # A button of a year ago has a number alone, and goes on by number.
    old = message(bot.presses("sam", "concern.list", "open", "112"))
    assert order(old) == list(range(111, 103, -1))
    (more,) = [b.action for b in buttons(old) if b.label == "Show more"]
    assert order(bot.presses("sam", more.name, *more.args)) == [103, 102, 101]
    for odd in (
        ("urgent", "P1", "0", "soon", "1"),
        ("x", "", "", "", ""),
        ("rest", "", "", "", "x"),
    ):
        assert order(bot.presses("sam", "concern.list", "open", *odd))[0] == 107


def test_the_time_left_is_said_in_words(bot: Bot) -> None:
    many(bot)
    shown = said(bot.says("sam", "concerns open"))
    assert "C-107 · P1 · New · answer 4 h late (11:00 EST) · words of P1" in shown
    assert "C-105 · P1 · New · answer in 12 min (15:12 EST) · words of P1" in shown
    assert "C-106 · P1 · In progress · words of P1" in shown
    put(bot, "P1", -1, answered=True, state="on_hold", look_again=bot.now - timedelta(days=3))
    assert "C-131 · P1 · On hold · look again 3 days late (Sun 15:00 EST)" in said(
        bot.says("sam", "concerns urgent")
    )


def test_a_search_shows_what_is_urgent_first(bot: Bot) -> None:
    bot.submits("ana", "concern.raise", **_given("scanner beeps twice", care="stopped"))
    bot.submits("ana", "concern.raise", **_given("scanner is heavy"))
    assert order(bot.says("sam", "concerns scanner")) == [101, 102]


def _given(words: str, care: str = "annoying") -> dict[str, str]:
    return {"text": words, "kind": "why", "care": care, "reach": "me", "harm": "no"}


def test_home_of_it_begins_with_all_whose_target_runs(bot: Bot) -> None:
    expected = many(bot)
    bot.says("sam", "take C-103")
    shown = said(bot.opens("sam"))
    assert shown.split("\n")[2] == "Nobody has answered yet"
    waits = [n for n in expected[:19] if n not in {103, 106, 108}]
    assert order(shown) == [*waits[:15], 103]
    assert "And more [All]" in shown
    (everything,) = [b.action for b in buttons(bot.opens("sam")) if b.label == "All"]
    assert order(bot.presses("sam", everything.name, *everything.args)) == waits[:8]


def test_home_of_a_ward_begins_with_what_is_urgent_there(bot: Bot) -> None:
    expected = many(bot)
    shown = said(bot.opens("ben"))
    assert shown.split("\n")[2] == "Urgent on 5 West"
    assert order(shown) == [*expected[:5], 109]
    assert "answer 4 h late" in shown
    mine = said(bot.opens("ana"))
    assert mine.split("\n")[2] == "Raised by you, urgent"
    assert order(mine) == [*expected[:5], 109, *expected[16:21]]


def test_home_of_leaders_has_silent_p1_and_what_may_have_affected_a_patient(bot: Bot) -> None:
    many(bot)
    put(bot, "P2", 1, danger="safe", answered=True)
    shown = said(bot.opens("elena"))
    silent, affected = shown.index("P1, and nobody has answered"), shown.index("A patient may be")
    assert order(shown[silent:affected]) == [107, 105]
    assert order(shown[affected:]) == [131, 108]
    assert "nobody has answered" not in said(bot.opens("ben"))
