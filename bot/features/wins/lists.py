"""The latest wins, what waits for one's answer, and what is worth one."""

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.lists import listing
from bot.features.speech import short
from bot.features.wins.card import act
from bot.features.wins.milestones import row as milestone_row
from bot.features.wins.wording import by, names_of
from bot.words.cards import Block, Button, Buttons, Heading, Message, Reply, Row
from bot.words.events import Action, Command, Press
from storage.nouns import wins
from storage.nouns.wins import Win

feature = Feature(
    "latest wins", (Help("wins", "the latest, and what waits for your answer", more=True),)
)
FEW, LATEST = 5, 8
EMPTY = "None yet. Say what went well: win @Ana @Raj what changed."
WAITS = {"draft": "not sent yet", "asking": "being asked", "review": "with a leader"}


@feature.command("wins", right="raise", alone=True)
def by_words(event: Command, work: Work) -> Reply:
    return latest(work)


@feature.press("win.list", right="raise", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    return latest(work)


def latest(work: Work) -> Message:
    proposed = [milestone_row(work, milestone) for milestone in wins.proposed(work.db, FEW)]
    posted = [
        Row((f"{names_of(work, win)}: {short(win.text, 60)}",), _open(win))
        for win in wins.posted(work.db, LATEST)
    ]
    parts = [*waiting(work), *_part("Worth a win?", proposed), *_part("Latest", posted)]
    new = Buttons((Button("Say that something went well", Action("win.new"), "primary"),))
    return listing("Wins", parts, new, empty=EMPTY)


def waiting(work: Work) -> list[Block]:
    """For home too: what somebody is asked, and what they have not sent."""
    asked = [
        Row((f"{by(work, win)}: {short(win.text, 60)}",), Button("Answer", act("open", win)))
        for win in wins.to_answer(work.db, work.me.id, FEW)
    ]
    mine = [
        Row((f"{win.name}, {WAITS[win.state]}: {short(win.text, 60)}",), _open(win))
        for win in wins.unposted(work.db, work.me.id, FEW)
    ]
    return [*_part("May a win name you?", asked), *_part("Your wins, not announced yet", mine)]


def _part(title: str, rows: list[Row]) -> list[Block]:
    return [Heading(title), *rows] if rows else []


def _open(win: Win) -> Button:
    return Button("Open", act("show", win))
