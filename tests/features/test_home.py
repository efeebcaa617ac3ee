"""Home: what waits for me, and something to do on the first visit."""

import pytest

from bot.words.cards import Button, Buttons, Message, Reply
from tests.harness import WARDS, Bot, said


def test_the_first_visit_says_where_emergencies_go_and_asks_for_a_side(bot: Bot) -> None:
    shown = said(bot.opens("newbie"))
    assert "call x5100" in shown.split("\n")[1]
    assert "Which side are you on?: [I care for patients] [I work in IT]" in shown
    assert "If you work in IT: I know you by it once" in said(
        bot.presses("newbie", "me.side", "it")
    )
    assert "Side: Clinical" in said(bot.presses("newbie", "me.side", "clinical"))
    assert "Which side are you on?" not in said(bot.opens("newbie"))


def test_what_waits_for_my_check_is_not_listed_twice(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    bot.says("sam", "fixed C-101 a new roll is in, please print one")
    shown = said(bot.opens("ana"))
    assert shown.count("C-101") == 1
    assert "Fixed, please check" in shown
    assert "Raised by you" not in shown


def test_an_old_open_concern_stays_in_sight_behind_newer_ones_that_ended(bot: Bot) -> None:
    bot.says("ana", "concern the scale in room two is off", WARDS["5W"])
    for number in range(102, 108):
        bot.says("ana", f"concern tray {number} is missing its label", WARDS["5W"])
        bot.says("ana", f"withdraw C-{number}")
    assert "C-101" in said(bot.says("ana", "home"))


def test_the_ward_does_not_see_what_waits_for_it(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    assert "Nobody has answered yet" not in said(bot.opens("ben"))
    assert "Nobody has answered yet" in said(bot.opens("sam"))
    bot.wait(hours=1)
    late = said(bot.opens("sam"))
    assert "C-101 · P2 · New · answer 30 min late (15:30 EST) · printer dead" in late
    assert late.count("C-101") == 1


JOBS = {
    "Raise a concern": "What is wrong?",
    "Ask a poll": "What do you want to know?",
    "Huddles": "Start one",
    "Say a win": "Who is it for?",
}


def acts(shown: Reply) -> tuple[list[Button], list[Button]]:
    """What stands on the page apart from its rows, and what is behind "more"."""
    assert isinstance(shown, Message)
    rows = [block for block in shown.blocks if isinstance(block, Buttons)]
    return [b for row in rows for b in row.buttons], [b for row in rows for b in row.more]


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("ana", {"All open"}),
        ("sam", {"All open"}),
        ("elena", {"This week", "All open"}),
        ("jo", {"This week", "Setting up", "All open"}),
        ("newbie", {"I care for patients", "I work in IT", "All open"}),
    ],
)
def test_everybody_can_begin_each_of_the_four_jobs(bot: Bot, who: str, role: set[str]) -> None:
    shown, more = acts(bot.opens(who))
    assert len(shown) <= 6
    assert {b.label for b in (*shown, *more)} == {*JOBS, *role}
    by_label = {b.label: b.action for b in (*shown, *more)}
    for label, begins in JOBS.items():
        action = by_label[label]
        assert begins in said(bot.presses(who, action.name, *action.args)), label


def test_a_leader_has_the_week_and_an_administrator_what_is_missing(bot: Bot) -> None:
    assert said(bot.presses("elena", "digest.now")) == said(bot.says("elena", "digest"))
    assert said(bot.presses("jo", "setup.check")).startswith("Setting up")
    assert "A leader or an administrator can do that" in said(bot.presses("ana", "digest.now"))
