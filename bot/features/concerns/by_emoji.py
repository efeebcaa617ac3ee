"""A team's own emoji on a message: a hint that it may be a concern, and never an act.

Whoever put it there is asked, alone. Nothing is read, kept or sent until they press; then it goes
on as if the message had been picked from its menu. The settings name the emoji (`raise_emoji`).
"""

from bot.core.rights import may
from bot.core.route import always
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.concerns.raising import from_message
from bot.words.cards import Bold, Button, Buttons, Message, Reply, line
from bot.words.events import Action, Press, Reacted
from bot.words.spelling import say

feature = Feature("emoji", unlinkable=always)
THAT = "concern.that"
ASKED = "Raise this as a concern?"
ALONE = "You put your team's emoji on a message. Nothing is read or sent until you press."
UNREAD = (
    "Pick “Raise as a concern” in the menu of the message itself, or tell IT in your own words: "
)


@feature.reacted("")
def offered(event: Reacted, work: Work) -> Reply:
    """Asked of nobody who could not raise it. A ref of digits alone is no argument of a button."""
    if not may(work.me, "raise"):
        return None
    raise_it = Button("Raise this", Action(THAT, (f"m:{event.ref}",)), style="primary")
    return Message(ASKED, (line(ALONE), Buttons((raise_it,))))


feature.shortcut(THAT, right="raise")(from_message)


@feature.press(THAT, right="raise", opens=True, looks=True)
def unread(event: Press, work: Work) -> Reply:
    """Where the message can't be read: the app may not, it is gone, or it was said elsewhere."""
    return Message("I can't read that message", (line(UNREAD, Bold(say("concern …"))),))
