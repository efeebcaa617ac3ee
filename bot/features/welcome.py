"""Welcome: what Corridor is for, said once where it was just added."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import guests
from bot.features.concerns.card import emergency
from bot.words.cards import Bold, Button, Buttons, Message, Note, Reply, line
from bot.words.events import Action, Joined
from bot.words.spelling import say

feature = Feature("welcome")
WHY = "I stand between the ward and IT, so that what one side knows reaches the other."
WHAT = "One sentence is enough, in plain words and without patient data. IT answers, here or where"
WHAT_NEXT = " you asked, and the ward says when it is really fixed."
QUIET = "I write only when something concerns you, and not off shift. "


@feature.joined()
def joined(event: Joined, work: Work) -> Reply:
    """Once a day in one place, however many ways the platform has to say that we are there."""
    if event.who is not None:
        guests.came(event, work)
        return None
    name = f"welcome:{work.now:%Y-%m-%d}"
    work.show(name, direct(work) if event.channel.dm else channel(work), event.channel)
    return None


def direct(work: Work) -> Message:
    first = Buttons(
        (
            Button("Raise a concern", Action("concern.new"), style="primary"),
            Button("About me", Action("me.show")),
        )
    )
    opt_out = "To hear nothing at all from me, block me or take the app away."
    return Message(
        f"Corridor, at {work.hospital.name}",
        (
            Note(emergency(work.hospital)),
            line(WHY),
            line("To tell IT what is wrong, type ", Bold(say("concern")), " and what you see."),
            line(WHAT + WHAT_NEXT),
            line(
                *("Type ", Bold(say("help")), " for the rest, "),
                *(Bold(say("me")), " for what I keep of you."),
            ),
            first,
            Note((QUIET + opt_out,)),
        ),
    )


def channel(work: Work) -> Message:
    return Message(
        f"Corridor, at {work.hospital.name}",
        (
            Note(emergency(work.hospital)),
            line(WHY),
            line("Type ", Bold(say("concern")), " and one sentence, to tell IT what is wrong."),
            line(WHAT + WHAT_NEXT),
            line("An administrator says what this channel is for: ", Bold(say("setup")), "."),
        ),
    )
