"""What could not be delivered, for administrators: what, where, why, and once more."""

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins
from bot.features.lists import listing
from bot.features.nouns import CONCERN
from bot.features.speech import when
from bot.words.cards import Block, Bold, Button, Heading, Message, Reply, Row, Spans, line
from bot.words.events import Account, Action, Channel, Command, Press, Stuck
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.delivery import outbox, timers
from storage.nouns import people, rooms

feature = Feature(
    "undelivered", (Help("undelivered", "what could not be delivered, and why", "admin"),)
)
MOST = 20
LONGEST = 100  # characters of a key in the key of the note about it
PARTS = {
    "": "the card of",
    "it": "IT's card of",
    "entry": "something said about",
    "page": "a page about",
}
TRYING = Message("Trying again", (line("If it fails once more, it comes back to this list."),))
NOUNS = {
    "left": "a note about a channel or an account that is gone",
    "digest": "the week for leaders",
    "huddle": "a huddle",
    "kpi": "a measure",
    "milestone": "a milestone",
    "person": "a note to a person",
    "room": "a room's purpose",
    "taskforce": "a task force",
    "term": "what a word means",
    "undelivered": "a note about this list",
    "welcome": "the words of welcome",
    "win": "a win",
    "wins": "the week's wins",
}


@feature.command("undelivered", alone=True)
def by_words(event: Command, work: Work) -> Reply:
    admins.only(work)
    messages = []
    for dead in outbox.dead_letters(work.db, MOST):
        to = f" to {place(work, Channel(*dead.address))}: {dead.why}, since "
        about: Spans = (Bold(what(dead.key)), to, when(work, dead.since))
        messages.append(Row(about, _again("undelivered.retry", dead.key)))
    later = [
        Row((Bold(what(key)), f": {why}"), _again("undelivered.again", key))
        for key, why in timers.dead_letters(work.db)[:MOST]
    ]
    blocks: list[Block] = [Heading("Messages"), *messages] if messages else []
    blocks += [Heading("Things to do later"), *later] if later else []
    return listing("Undelivered", blocks, empty="Everything was delivered.")


def _again(action: str, key: str) -> Button:
    return Button("Try again", Action(action, (key,)))


def what(key: str) -> str:
    """A key in words: "concern:101:entry:7" is something said about C-101."""
    noun, _, rest = key.partition(":")
    number, _, part = rest.partition(":")
    if noun != "concern":
        return NOUNS.get(noun, key)
    kind = part.partition(":")[0]
    return f"{PARTS.get(kind, 'a message about')} {CONCERN.label(number)}"


def place(work: Work, where: Channel) -> str:
    """A channel as people call it: a room's name, a person's; else what the platform calls it."""
    platform = where.platform.capitalize()
    if where.dm:
        account = Account(where.platform, where.workspace, where.id)
        person = people.of_account(work.db, account)
        return f"{person.name if person else where.id}, directly on {platform}"
    room = rooms.at(work.db, (where.platform, where.workspace, where.id))
    return f"{room.spoken if room else where.id} on {platform}"


@feature.press("undelivered.retry", right="admin")
def retry(event: Press, work: Work) -> Reply:
    if not outbox.retry(work.db, event.action.args[0]):
        raise Refused("That one is on its way already, or was delivered.")
    return TRYING


@feature.press("undelivered.again", right="admin")
def again(event: Press, work: Work) -> Reply:
    if not timers.revive(work.db, event.action.args[0], work.now):
        raise Refused(f"That one is not on the list any more. Type {say('undelivered')} to see it.")
    return TRYING


@feature.stuck("*")
def stuck(event: Stuck, work: Work) -> Reply:
    """A message that no feature asks after. The note about one that was lost is told of no more,
    nor is an answer that its asker has done without for a day."""
    if event.dead and not event.key.startswith(("undelivered:", "answer:")):
        tell_admins(work, event.key, event.channel, event.why)
    return None


def tell_admins(work: Work, key: str, lost: Channel, why: str) -> None:
    """Tell every administrator that a message was given up, on shift or at the next one."""
    message = Message(
        "A message could not be delivered",
        (
            line(f"{what(key)} to {place(work, lost)}: {why}."),
            line(f"Type {say('undelivered')} to see it and try again."),
        ),
        tone="warning",
    )
    admins.tell(work, f"undelivered:{key[:LONGEST]}:{lost.platform}", message)
