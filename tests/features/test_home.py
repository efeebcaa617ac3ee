"""Home: what waits for me, and something to do on the first visit."""

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
