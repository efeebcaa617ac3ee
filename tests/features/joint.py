"""Harbor City with a room for joint stand-ups, and a second charge nurse."""

from pathlib import Path

from bot.rules.hospital import Hospital
from bot.settings import RoomSetting
from bot.words.cards import Message
from bot.words.events import Channel
from tests.features.one_platform import APART, lives
from tests.harness import CAST, HARBOR, HOME, ROOMS, Bot, said, staff

GOLIVE = Channel("slack", HOME["slack"], "it-golive")
IVY = staff("Ivy Stone", "clinical", "teams", unit="ICU", shift="day")
WHERE = "#it-golive, ward 5W, ward ICU, ward ED"


def harbor(tmp_path: Path, hospital: Hospital = HARBOR, where: str = APART) -> Bot:
    """On Friday 6 March 2026, 10:00."""
    rooms = (*ROOMS, RoomSetting(GOLIVE, "huddle", name="it-golive"))
    known = {"hospital": hospital, "cast": (*CAST, IVY), "rooms": rooms}
    bot = lives(where, tmp_path / "corridor.db", **known)
    bot.at("2026-03-06 10:00")
    return bot


def started(bot: Bot, line: str = f'"5W go-live" daily 08:15 in {WHERE}') -> None:
    """Jo starts a huddle by one line."""
    shown = said(bot.says("jo", f"huddle {line}"))
    assert "is not running yet" in shown, shown
    bot.presses("jo", "huddle.start", "101")


def post(bot: Bot, wall: str, room: Channel = GOLIVE) -> str:
    return bot.card(f"huddle:101:post:{wall}", room)


def message(bot: Bot, key: str, room: Channel = GOLIVE) -> Message:
    return next(p.message for p in bot.posts(room) if p.key == key)


def part(card: str, title: str) -> str:
    """The lines of a post from one heading to the next."""
    parts = ("1 Saf", "2 Car", "3 Cha", "4 Dec", "5 Who", "6 One", "Came later", "[Add something]")
    heads = (*parts, "Nothing carried", "No changes told", "No decisions needed")
    lines = card.split("\n")
    start = next(n for n, text in enumerate(lines) if text.startswith(title))
    rest = lines[start + 1 :]
    end = next((n for n, text in enumerate(rest) if text.startswith(heads)), len(rest))
    return "\n".join(rest[:end])
