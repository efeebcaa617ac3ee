"""What could not be delivered, for administrators: what, where, why, and once more."""

from bot.cards import Block, Button, Message, Note, Reply, Row, line
from bot.events import Action, Channel, Command, Press
from bot.features.concerns.words import when
from bot.refusal import Refused
from bot.router import Feature, Help
from bot.work import Work
from storage import outbox, people, timers

feature = Feature(
    "undelivered", (Help("undelivered", "what could not be delivered, and why", "admin"),)
)
MOST = 20


@feature.command("undelivered", act="admin")
def show(event: Command, work: Work) -> Reply:
    rows: list[Block] = []
    for one in outbox.dead(work.db, work.hid, MOST):
        again = Button("Try again", Action("undelivered.retry", (one.key,)))
        where = f"{one.address.platform.capitalize()} {one.address.channel}"
        rows.append(Row((f"{one.key} to {where}: {one.why}, since ", when(work, one.since)), again))
    rows += [Note((f"Timer {key}: {why}",)) for key, why in timers.dead(work.db, work.hid)]
    return Message("Undelivered", tuple(rows) or (line("Everything was delivered."),))


@feature.press("undelivered.retry", act="admin")
def retry(event: Press, work: Work) -> Reply:
    if not outbox.retry(work.db, work.hid, event.action.args[0]):
        raise Refused("That one is on its way already, or was delivered.")
    return Message("Trying again", (line("If it fails once more, it comes back to this list."),))


def tell_admins(work: Work, key: str, lost: Channel, why: str) -> None:
    """Tell every administrator that a message was given up, on shift or at the next one."""
    where = f"{lost.platform.capitalize()} {lost.id}"
    said = Message(
        "A message could not be delivered",
        (line(f"{key} to {where}: {why}."), line("Type undelivered to see it and try again.")),
        tone="warning",
    )
    for admin in people.with_role(work.db, work.hid, "admin"):
        work.tell(admin, f"undelivered:{key}:{lost.platform}:{admin.id}", said)
