"""Examples of what people read of the rota."""

from datetime import datetime, timedelta

from bot.core.work import Work
from bot.features.oncall import change
from bot.words.cards import Form, Message
from storage.delivery import outbox
from storage.nouns.oncall import Turn
from tests.filled import number
from tests.harness import ZONE, Bot, form, message


def examples(bot: Bot) -> dict[str, Message | Form]:
    """In a house of their own, with a rota that has a gap at 03:00."""
    ours = Bot(bot.path.with_name("oncall.db"))
    ours.at("2026-03-04 12:00")
    start = datetime(2026, 3, 4, 8, tzinfo=ZONE)
    sam, kim, raj = (number(ours, who) for who in ("sam", "kim", "raj"))
    with ours.database.begin() as db:
        work = Work(db, ours.now, ours.hospital, outbox.batch_of(db, ours.now))
        turns = (
            Turn(sam, "oncall", start, start + timedelta(hours=19)),
            Turn(kim, "oncall", start + timedelta(hours=23), start + timedelta(days=12)),
            Turn(raj, "oncall", start, start + timedelta(days=12), "Lab results"),
        )
        change.imported(work, "rota.csv", turns)
        work.outbox.flush(db, ours.now)
    ours.deliver()
    shown: dict[str, Message | Form] = {"oncall": message(ours.says("jo", "oncall"))}
    shown["oncall-change"] = form(ours.presses("jo", "oncall.change"))
    gap = next(p for p in ours.posts(ours.dm("jo", "slack")) if p.key.startswith("oncall:gap"))
    shown["oncall-gap"] = gap.message
    shown["oncall-put"] = message(ours.says("jo", "oncall Raj Thu 03:00 to Thu 07:00"))
    ours.end()
    return shown
