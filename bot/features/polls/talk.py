"""What people write under a poll's card, or under an item that a panel discusses: one conversation
in all its rooms, under the names of those who write."""

from hashlib import blake2b

from bot.core.router import Feature
from bot.core.work import Work
from bot.features import talk
from bot.features.nouns import POLL
from bot.features.speech import who
from bot.words.cards import Reply
from bot.words.events import Said

feature = Feature("talk about polls")


@feature.said("poll")
def said(event: Said, work: Work) -> Reply:
    poll = POLL.find(work, work.about.split(":")[1])
    at = event.channel
    name = "\0".join((at.platform, at.workspace, at.id, event.ref))
    # The same for a message and its edits; a ref may be longer than a key.
    key = f"{work.about}:said:{blake2b(name.encode(), digest_size=12).hexdigest()}"
    places = [place for place in work.places(work.about) if not place.dm]
    return talk.mirror(work, event, key, f"{who(work.me)} on {poll.name}", places)
