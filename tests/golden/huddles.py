"""Examples of huddles: begun, asked, answered, posted, moved on, read another way."""

from bot.words.cards import Form, Message
from tests.harness import TRIAGE, WARDS, Bot

WEST = WARDS["5W"]


def examples(bot: Bot) -> dict[str, Message | Form]:
    """From a huddle of 5 West, the ICU and the ED, with a concern that is older than a shift."""
    bot.at("2026-05-05 15:00")
    shown: dict[str, Message | Form | None] = {"huddle-new": bot.says("jo", "huddle")}
    where = "ward 5W, ward ICU, ward ED, IT triage"
    shown["huddle-preview"] = bot.says("jo", f'huddle "5W go-live" daily 08:15 in {where}')
    shown["huddle-started"] = bot.presses("jo", "huddle.start", "101")
    given = {"kind": "wrong_info", "care": "slowed", "reach": "unit", "harm": "could"}
    bot.submits("ben", "concern.raise", text="doses are shown twice", **given)
    bot.at("2026-05-06 07:45")
    asked = bot.presses("ben", "huddle.more", "101", "5W", "day", "2026-05-06")
    shown["huddle-answer"] = asked
    told = {"slowed": "Scanner three has no cable", "good": "IT came within minutes"}
    shown["huddle-receipt"] = bot.fills("ben", asked, **told)
    bot.presses("mia", "huddle.nothing", "101", "ICU", "day", "2026-05-06")
    ask = bot.presses("kim", "huddle.say", "101", "it", "", "2026-05-06", "changing")
    bot.fills("kim", ask, changing="Tonight at 02:00 the lab interface restarts")
    bot.at("2026-05-06 08:15")
    cards = {p.key: p.message for p in (*bot.posts(WEST), *bot.posts(TRIAGE))}
    shown["huddle-asks-unit"] = cards["huddle:101:unit:5W:day:2026-05-06T07:00"]
    shown["huddle-asks-it"] = cards["huddle:101:it:2026-05-06T08:15"]
    shown["huddle-post"] = cards["huddle:101:post:2026-05-06T08:15"]
    shown["huddle-item"] = bot.presses("sam", "huddle.item", "101", "1")
    shown["huddle-owner"] = bot.presses("sam", "huddle.owner", "101", "1")
    shown["huddle-by-need"] = bot.presses("sam", "huddle.view", "101", "2026-05-06T08:15", "needs")
    bot.at("2026-05-08 08:15")
    bot.says("tom", "report unsafe two beds share one label")
    third = {p.key: p.message for p in bot.posts(WEST)}["huddle:101:post:2026-05-08T08:15"]
    shown["huddle-third-time"] = third
    shown["huddles"] = bot.says("ben", "huddles")
    return {name: message for name, message in shown.items() if message is not None}
