"""Help that fits a phone: what this person can type, and where an emergency goes."""

from collections.abc import Iterable

from bot.core.router import Feature, Help
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features.concerns.card import emergency
from bot.words.cards import Block, Bold, Button, Buttons, Message, Note, Reply, line
from bot.words.events import Action, Command
from bot.words.spelling import say

VERBS = ("help", "hi", "hello", "hey", "?", "")
MOST = 12
JOBS = ("concern", "poll", "huddle", "win")
"""What the bot is for: first on the first screen, for everybody."""
BUTTONS = Buttons(
    (
        Button("Raise a concern", Action("concern.new"), style="primary"),
        Button("Ask a poll", Action("poll.new")),
        Button("Start a huddle", Action("huddle.new")),
        Button("Say a win", Action("win.new")),
        Button("My concerns", Action("concern.list", ("mine",))),
    )
)


def build(features: Iterable[Feature]) -> Feature:
    """The help of these features, as a feature."""
    feature = Feature("help")
    lines = [(other.name, entry) for other in features for entry in other.help]

    @feature.command(*VERBS)
    def answer(event: Command, work: Work) -> Reply:
        wanted, _, more = event.rest.strip().lower().partition(" ")
        return leaving_out(helped(work, wanted), more)

    def helped(work: Work, wanted: str) -> Message:
        mine = [(name, entry) for name, entry in lines if _for(entry, work)]
        asked = [entry for name, entry in mine if wanted and _about(wanted, name, entry)]
        first: list[Block] = [Note(emergency(work.hospital)), BUTTONS]
        if wanted and not asked:
            first.append(line(f"I know nothing about “{wanted[:40]}”. I know these:"))
        if not work.me.side:
            # Half of the help is for one side.
            first.append(line(Bold(say("me")), " - say which side you are on, to see more"))
        return page(asked or _first_page([entry for _, entry in mine]), first)

    return feature


def _first_page(mine: Iterable[Help]) -> list[Help]:
    """What most people need most days, the four jobs first; what only administrators need is one
    line for them, by what they begin with."""
    first = [entry for entry in mine if not entry.more]
    jobs = sorted((e for e in first if _verb(e) in JOBS), key=lambda e: JOBS.index(_verb(e)))
    others = [e for e in first if e.side != "admin" and _verb(e) not in JOBS]
    names = [e.say for e in first if e.side == "admin" and e.say != "setup"]
    if len(names) == len([e for e in first if e.side == "admin"]):
        return [*jobs, *others]
    ours = f"an administrator's; also: {', '.join(names)}"
    return [*jobs, *others[: MOST - len(jobs) - 1], Help("setup", ours)]


def _verb(entry: Help) -> str:
    return entry.say.partition(" ")[0]


def page(entries: Iterable[Help], first: Iterable[Block]) -> Message:
    """The buttons, then one line an entry, spelled as it is typed where it is read."""
    rows = [line(Bold(say(entry.say)), f" - {entry.does}") for entry in list(entries)[:MOST]]
    return Message("What you can say to me", (*first, *rows))


def _for(entry: Help, work: Work) -> bool:
    """Lines of a side for that side, of administrators for them; the rest for everybody."""
    side, me = entry.side, work.me
    if side in {"admin", "leader"}:
        return side in me.roles or "admin" in me.roles
    return side == "" or me.side in {side, "both"}


def _about(wanted: str, name: str, entry: Help) -> bool:
    """By a feature's name, or by a word of what to type: "concern" is about "concerns" too."""
    words = entry.say.lower().replace(",", " ").split()
    return wanted == name or any(word.startswith(wanted) for word in words)
