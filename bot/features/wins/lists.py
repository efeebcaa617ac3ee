"""The latest wins, what waits for one's answer, and what is worth one."""

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.speech import listed, short
from bot.features.wins.card import act
from bot.features.wins.milestones import row as milestone_row
from bot.features.wins.wording import by, parts, said
from bot.words.cards import Block, Button, Buttons, Heading, Message, Reply, Row, line
from bot.words.events import Action, Command, Press
from storage.nouns import wins
from storage.nouns.wins import Win

feature = Feature(
    "latest wins", (Help("wins", "the latest, and what waits for your answer", more=True),)
)
FEW, LATEST = 5, 8
WAITS = {"draft": "not sent yet", "asking": "being asked"}


@feature.command("wins", right="raise")
def latest(event: Command, work: Work) -> Reply:
    return listing(work)


@feature.press("win.list", right="raise", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    return listing(work)


def listing(work: Work) -> Message:
    proposed = [milestone_row(work, one) for one in wins.proposed(work.db, FEW)]
    found = [_row(work, win) for win in wins.posted(work.db, LATEST)]
    blocks: list[Block] = [*waiting(work), *_part("Worth a win?", proposed)]
    blocks += _part("Latest", found)
    blocks = blocks or [line("None yet. Say what went well: win @Ana @Raj what changed.")]
    new = Buttons((Button("Say that something went well", Action("win.new"), "primary"),))
    return Message("Wins", (*blocks, new))


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


def _row(work: Work, win: Win) -> Row:
    names = listed([said(part) for part in parts(work, win)], "nobody")
    return Row((f"{names}: {short(win.text, 60)}",), _open(win))


def _open(win: Win) -> Button:
    return Button("Open", act("show", win))
