"""What became of a message that its writer was asked to edit or delete (`bot.core.cleanup`)."""

from bot.core import cleanup
from bot.core.cleanup import FIRST, LAST, TOLD, Place
from bot.core.looking import CLEAN, GONE, STANDS
from bot.core.router import Feature
from bot.core.work import Work
from bot.words.cards import Message, Reply, line
from bot.words.events import Due, Press

feature = Feature("cleaning", urgent=True)
SAID = Message(
    "Thank you. You say that it is done", (line("I have not looked at the message since."),)
)


@feature.due(cleanup.LOOK, looks=True)
def look(event: Due, work: Work) -> Reply:
    """Five minutes later. Somebody who has said that it is done is asked again only where we have
    seen that it is not."""
    place, stage, was, (how, kinds) = Place.of(event.args), *event.args[5:7], event.args[7:9]
    match how:
        case _ if how == GONE:
            cleanup.settle(work, work.keys_below(place.key), cleanup.gone())
        case _ if how == CLEAN:
            cleanup.settle(work, work.keys_below(place.key), cleanup.clean())
        case _ if how == STANDS:
            cleanup.once_more(work, place, kinds, seen=True)
        case _ if stage == FIRST:
            cleanup.once_more(work, place, was, seen=False)
    return None


@feature.press(cleanup.DONE)
def done(event: Press, work: Work) -> Reply:
    """Believed; and looked at in five minutes, where it can be, unless that was asked twice."""
    args = event.action.args
    if len(args) != 7:
        return SAID
    place, stage, kinds = Place.of(args), *args[5:]
    keys = work.keys_below(place.key)
    if not any(event.channel in work.places(key) for key in keys):
        return SAID
    cleanup.settle(work, keys, SAID)
    work.forget(place.key)
    if stage != LAST:
        work.later(place.key, work.now + cleanup.WAIT, cleanup.LOOK, *place.args, TOLD, kinds)
    return None
