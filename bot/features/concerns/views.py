"""A concern's card in a room, as it looks to who looks at it: with IT's buttons for IT alone."""

from bot.core.button_payload import Args
from bot.core.room_facts import holds_guest
from bot.core.router import Feature
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.concerns import card
from bot.features.nouns import CONCERN
from bot.words.cards import Message, Renewing, Reply
from bot.words.events import Action, Renew
from bot.words.refusal import Refused
from storage.nouns.concerns import Concern

feature = Feature("concern views")
VIEW = "concern.view"


@feature.renew(VIEW, right="raise")
def view(event: Renew, work: Work) -> Reply:
    """What is so now, whenever the card itself was drawn. A press is judged by itself."""
    number = Args(event.action.args)[0]
    concern = CONCERN.get(work.db, int(number)) if is_number(number) else None
    if concern is None:
        raise Refused(f"There is no {CONCERN.label(number)}. {CONCERN.hint}")
    shown = _face(work, concern, guests=holds_guest(work, event.channel))
    return Renewing(shown.title, shown.blocks, shown.tone, action=Action(VIEW, (number,)))


def _face(work: Work, concern: Concern, *, guests: bool) -> Message:
    """Where a guest reads over somebody's shoulder, it stays as short as the card."""
    shown = card.face(work, concern)
    if not guests:
        return shown
    it = work.me.side in {"it", "both"} and concern.reporter_id != work.me.id
    buttons = card.triage_buttons(work, concern) if it else card.ward_buttons(concern)
    return card.reduced(work, concern, buttons)
