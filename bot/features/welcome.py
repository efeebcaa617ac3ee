"""Welcome: what Corridor is for, said once where it was just added."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import guests
from bot.features.concerns.card import emergency
from bot.features.home import JOBS
from bot.words.cards import Block, Bold, Button, Buttons, Message, Note, Reply, line
from bot.words.events import Action, Joined
from bot.words.spelling import say

feature = Feature("welcome")
WHY = "I stand between the ward and IT, so that what one side knows reaches the other."
WHAT = "One sentence is enough, in plain words and without patient data. IT answers, here or where"
WHAT_NEXT = " you asked, and the ward says when it is really fixed."
BOTH = "Both sides can ask a poll, keep a joint stand-up, and say who did something well."
QUIET = "I write only when something concerns you, and not off shift. "


@feature.joined()
def joined(event: Joined, work: Work) -> Reply:
    """Once a day in one place, however many ways the platform has to say that we are there."""
    if event.who is not None:
        guests.came(event, work)
        return None
    name, by = f"welcome:{work.now:%Y-%m-%d}", _added_by(event)
    if not by and event.channel in work.places(name):
        return None  # the other way of saying it may have named somebody
    added = (line(f"{by} added me here."),) if by else ()
    shown = direct(work, added) if event.channel.dm else channel(work, added)
    work.show(name, shown, event.channel)
    return None


def _added_by(event: Joined) -> str:
    """Who added us, where the platform tells. In somebody's own chat it names that person, whoever
    has chosen apps for them."""
    own = event.channel.dm and event.actor.id == event.channel.id
    return event.actor.name if event.actor.id and not own else ""


def direct(work: Work, added: tuple[Block, ...] = ()) -> Message:
    first = Buttons((*JOBS, Button("About me", Action("me.show"))))
    opt_out = "To hear nothing at all from me, block me or take the app away."
    return Message(
        f"Corridor, at {work.hospital.name}",
        (
            Note(emergency(work.hospital)),
            *added,
            line(WHY),
            line("To tell IT what is wrong, type ", Bold(say("concern")), " and what you see."),
            line(WHAT + WHAT_NEXT),
            line(BOTH),
            line(
                *("Type ", Bold(say("help")), " for the rest, "),
                *(Bold(say("me")), " for what I keep of you."),
            ),
            first,
            Note((QUIET + opt_out,)),
        ),
    )


def channel(work: Work, added: tuple[Block, ...] = ()) -> Message:
    return Message(
        f"Corridor, at {work.hospital.name}",
        (
            Note(emergency(work.hospital)),
            *added,
            line(WHY),
            line("Type ", Bold(say("concern")), " and one sentence, to tell IT what is wrong."),
            line(WHAT + WHAT_NEXT),
            line(
                *(BOTH, " Type ", Bold(say("poll")), ", ", Bold(say("huddle")), " or "),
                *(Bold(say("win")), "."),
            ),
            line("An administrator says what this channel is for: ", Bold(say("setup")), "."),
        ),
    )
