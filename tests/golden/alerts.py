"""Examples of what should be seen first: that somebody may be in danger, and what was taken out."""

from bot.words.cards import Form, Message
from tests.features.test_danger import DANGER, HOSPITAL
from tests.harness import CAST, KEYS, ROOMS, WARDS, Bot, form


def examples(bot: Bot) -> dict[str, Message | Form]:
    """In a house of their own, whose settings have an emergency number and a crisis plan."""
    path = bot.path.with_name("alerts.db")
    ours = Bot(path, hospital=HOSPITAL, cast=CAST, rooms=ROOMS, keys=KEYS)
    ours.at("2026-03-04 02:00")
    screen = ours.says("tom", f"concern {DANGER}", WARDS["ED"])
    assert isinstance(screen, Message)
    asked = form(ours.says("tom", f"win new: {DANGER}", WARDS["ED"]))
    ours.end()
    return {"danger-screen": screen, "danger-form": asked}
