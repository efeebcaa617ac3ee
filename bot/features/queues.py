"""What waits to be delivered, and which rooms are stuck, for administrators."""

from datetime import timedelta

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins
from bot.features.speech import several, when
from bot.features.undelivered import place
from bot.words.cards import Block, Bold, Heading, Message, Reply, Spans, Table, line
from bot.words.events import Channel, Command
from storage.upkeep import backlog
from storage.upkeep.backlog import Depth, Stuck

feature = Feature("queues", (Help("queues", "what waits, and which rooms are stuck", "admin"),))
PATIENCE = timedelta(minutes=5)
MOST = 15
STATES = {
    "due": "about to go out",
    "failing": "failed, and tried again by itself",
    "later": "for later, such as the start of a shift",
    "sending": "on its way",
}
WELL = "Nothing waits, and no room is stuck."


@feature.command("queues")
def show(event: Command, work: Work) -> Reply:
    admins.only(work)
    depths = backlog.depths(work.db, work.now)
    stuck = backlog.stuck(work.db, work.now, PATIENCE)
    dead = sum(backlog.dead(work.db).values())
    blocks: list[Block] = []
    if depths:
        rows = tuple(_depth(work, one) for one in depths)
        blocks.append(Table(("Platform", "Messages", "State", "Oldest due"), rows))
    if stuck:
        blocks += [Heading("Stuck"), *(line(*_stuck(work, one)) for one in stuck[:MOST])]
    if len(stuck) > MOST:
        blocks.append(line(f"And {len(stuck) - MOST} more: corridor rooms, at the command line."))
    if dead:
        said = several(dead, "message was", "messages were")
        blocks.append(line(f"{said} given up: type undelivered to see what, and try again."))
    return Message("Queues", tuple(blocks) or (line(WELL),))


def _depth(work: Work, one: Depth) -> tuple[Spans, ...]:
    name = one.platform.capitalize()
    return (name,), (str(one.messages),), (STATES[one.state],), (when(work, one.oldest),)


def _stuck(work: Work, one: Stuck) -> Spans:
    where = place(work, Channel(one.platform, one.workspace, one.channel, one.dm))
    waits = f" {several(one.waiting, 'message waits', 'messages wait')}, the oldest since "
    why = f" It fails: {one.why}." if one.why else ""
    return (Bold(f"{where}:"), waits, when(work, one.oldest), f".{why}")
