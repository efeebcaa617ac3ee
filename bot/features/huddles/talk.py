"""What is said under a huddle's post in one room is shown under it in the others."""

from hashlib import sha256

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import talk
from bot.features.huddles import scheduling
from bot.features.speech import who
from bot.words.cards import Reply
from bot.words.events import Said

feature = Feature("huddle talk")


@feature.said("huddle")
def said(event: Said, work: Work) -> Reply:
    """Only under the post: what is written under the question to a unit stays on the unit."""
    if f":{scheduling.POST}:" not in work.about:
        return None
    place = (event.channel.platform, event.channel.workspace, event.channel.id, event.ref)
    key = f"{work.about}:said:{sha256(repr(place).encode()).hexdigest()[:16]}"
    return talk.mirror(work, event, key, who(work.me), work.places(work.about))
