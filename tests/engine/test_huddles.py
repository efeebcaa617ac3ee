"""A huddle from its beginning to its third post, on both kinds of database."""

from datetime import timedelta

from bot.core.dispatcher import Core
from bot.core.router import claims, routes
from bot.core.work import Work
from bot.features import FEATURES
from bot.privacy import Guard
from bot.words.events import Tick
from bot.words.plain_text import plain
from tests.harness import TRIAGE, WARDS, Bot, said


def test_a_huddle_on_both_kinds_of_database(bot: Bot) -> None:
    bot.says("jo", 'huddle "5W go-live" daily 08:15 in ward 5W, IT triage')
    assert "State: on" in said(bot.presses("jo", "huddle.start", "101"))
    bot.at("2026-03-05 07:45")
    bot.fills("ben", bot.says("ben", "report"), slowed="Scanner three has no cable")
    bot.says("sam", "report changing the lab interface restarts tonight")
    bot.at("2026-03-05 08:20")
    bot.presses("sam", "huddle.mine", "101", "1")
    bot.restart()
    bot.at("2026-03-06 08:15")
    bot.presses("sam", "huddle.raise", "101", "1")
    bot.at("2026-03-07 08:15")
    posts = [p for p in bot.posts(TRIAGE) if ":post:" in p.key]
    assert [p.key[-16:-6] for p in posts] == ["2026-03-05", "2026-03-06", "2026-03-07"]
    assert "Sam Ortiz · IT by Fri 6 Mar" not in plain(posts[1].message)
    assert "now a concern" in plain(posts[0].message) + plain(posts[1].message)
    assert "C-101" in bot.card("concern:101", WARDS["5W"])
    assert "As it was last shown" in said(bot.says("ben", "huddle H-101 2026-03-05"))


def test_a_claim_that_fails_holds_nothing_up_and_is_tried_again(bot: Bot) -> None:
    bot.says("jo", 'huddle "5W go-live" daily 08:15 in IT triage for 5W')
    bot.presses("jo", "huddle.start", "101")
    tried = []

    def fails(work: Work) -> bool:
        tried.append(work.now)
        work.later("left:behind", work.now, "never")
        raise ZeroDivisionError("Jane Sample 12345678")

    core = Core(
        *(bot.writer, bot.hospital, routes(FEATURES), Guard()),
        clock=lambda: bot.now,
        claims=(fails, *claims(FEATURES)),
    )
    for _ in range(2):
        bot.now += timedelta(days=1)
        bot.run(core(Tick(bot.now)))
        bot.deliver()
    assert len(set(tried)) == 2  # each time once with others and once alone
    assert len([p for p in bot.posts(TRIAGE) if ":post:" in p.key]) == 2
    assert "left:behind" not in bot.everything()
