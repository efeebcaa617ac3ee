"""Examples of what administrators read when messages don't arrive."""

from bot.words.cards import Form, Message
from tests.harness import WARDS, Bot, message


def examples(bot: Bot) -> dict[str, Message | Form]:
    """In a house of their own, whose Slack is out of reach and one of whose wards is closed."""
    ours = Bot(bot.path.with_name("ops.db"))
    ours.at("2026-03-04 15:00")
    ours.chats["slack"].down = True
    ours.chats["teams"].closed.add(WARDS["5W"])
    ours.says("ana", "concern label printer prints blank", WARDS["5W"])
    ours.wait(minutes=12)
    shown = {"queues": ours.says("jo", "queues"), "undelivered": ours.says("jo", "undelivered")}
    ours.end()
    return {name: message(reply) for name, reply in shown.items()}
