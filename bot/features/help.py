"""Help that fits a phone: what this person can type, and where an emergency goes."""

from collections.abc import Iterable

from bot.cards import Block, Bold, Button, Buttons, Line, Message, Note, Reply, line
from bot.events import Action, Command
from bot.features.concerns.card import emergency
from bot.router import Feature, Help
from bot.work import Work

VERBS = ("help", "hi", "hello", "hey", "?", "")
MOST = 12


def build(features: Iterable[Feature]) -> Feature:
    """The help of these features, as a feature."""
    feature = Feature("help")
    lines = [(other.name, entry) for other in features for entry in other.help]

    @feature.command(*VERBS)
    def answer(event: Command, work: Work) -> Reply:
        wanted = event.rest.strip().lower()
        mine = [(name, entry) for name, entry in lines if _for(entry, work)]
        found = [entry for name, entry in mine if wanted and _about(wanted, name, entry)]
        blocks = (Note(emergency(work.hospital)),)
        return page(found or [entry for _, entry in mine if not entry.more], blocks)

    return feature


def page(entries: Iterable[Help], first: tuple[Block, ...]) -> Message:
    """One line an entry, and the two buttons that most people need."""
    raise_it = Button("Raise a concern", Action("concern.new"), style="primary")
    mine = Button("My concerns", Action("concern.list", ("mine",)))
    rows = [_row(entry) for entry in list(entries)[:MOST]]
    return Message("What you can say to me", (*first, *rows, Buttons((raise_it, mine))))


def _row(entry: Help) -> Line:
    return line(Bold(entry.say), f" - {entry.does}")


def _for(entry: Help, work: Work) -> bool:
    """Lines of a side for that side, of administrators for them; the rest for everybody."""
    side, me = entry.side, work.me
    if side in {"admin", "leader"}:
        return side in me.roles or "admin" in me.roles
    return side == "" or me.side in {side, "both"}


def _about(wanted: str, name: str, entry: Help) -> bool:
    return wanted in name or wanted.split(maxsplit=1)[0] in entry.say.lower()


EXAMPLES: tuple[tuple[str, Message], ...] = (
    ("help", page([Help("concern …", "tell IT what is wrong"), Help("C-101", "show one")], ())),
)
