"""What waits to be delivered, and which rooms are stuck, for administrators."""

from datetime import timedelta

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins
from bot.features.lists import listing
from bot.features.speech import several, when
from bot.features.undelivered import place
from bot.words.cards import Block, Bold, Heading, Reply, Table, line
from bot.words.events import Channel, Command
from bot.words.spelling import say
from storage.upkeep import backlog

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


@feature.command("queues", alone=True)
def by_words(event: Command, work: Work) -> Reply:
    admins.only(work)
    rows = tuple(
        (
            (d.platform.capitalize(),),
            (str(d.messages),),
            (STATES[d.state],),
            (when(work, d.oldest),),
        )
        for d in backlog.depths(work.db, work.now)
    )
    stuck = backlog.stuck(work.db, work.now, PATIENCE)
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(("Platform", "Messages", "State", "Oldest due"), rows))
    if stuck:
        blocks.append(Heading("Stuck"))
    for room in stuck[:MOST]:
        where = place(work, Channel(room.platform, room.workspace, room.channel, room.dm))
        waits = f" {several(room.waiting, 'message waits', 'messages wait')}, the oldest since "
        why = f" It fails: {room.why}." if room.why else ""
        blocks.append(line(Bold(f"{where}:"), waits, when(work, room.oldest), f".{why}"))
    if len(stuck) > MOST:
        blocks.append(line(f"And {len(stuck) - MOST} more: corridor rooms, at the command line."))
    if dead := sum(backlog.dead(work.db).values()):
        given_up = several(dead, "message was", "messages were")
        blocks.append(
            line(f"{given_up} given up: type {say('undelivered')} to see what, and try again.")
        )
    return listing("Queues", blocks, empty=WELL)
