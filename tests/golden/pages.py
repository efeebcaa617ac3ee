"""A P1 that nobody answers: its page, what is told of it, and what stays of the page."""

from bot.words.cards import Form, Message
from tests.harness import TRIAGE, Bot


def examples(bot: Bot) -> dict[str, Message | Form]:
    answers = {"kind": "down_slow", "care": "stopped", "reach": "unit", "harm": "could"}
    bot.submits("mia", "concern.raise", "page", text="all bed screens blank in ICU", **answers)
    number = max(int(p.key.split(":")[1]) for p in bot.posts(TRIAGE) if p.key.endswith(":it"))
    bot.wait(minutes=16)
    has = bot.presses("raj", "concern.have", str(number))
    assert isinstance(has, Message)
    shown: dict[str, Message | Form] = {"page-have": has}
    shown["page"] = _latest(bot, "raj", f"concern:{number}:page:")
    shown["page-unanswered"] = _latest(bot, "mia", f"concern:{number}:unanswered:")
    shown["page-card"] = _latest(bot, "triage", f"concern:{number}:it")
    bot.says("raj", "Gateway is restarting", TRIAGE, under=f"concern:{number}:it")
    shown["page-answered"] = _latest(bot, "raj", f"concern:{number}:page:")
    return shown


def _latest(bot: Bot, where: str, key: str) -> Message:
    posts = bot.posts(TRIAGE if where == "triage" else where)
    return [post.message for post in posts if post.key.startswith(key)][-1]
