"""The same hospital with everybody on one platform: the rooms of both sides are next to each other."""

from dataclasses import dataclass, replace
from typing import Any

from bot.settings import PersonSetting
from bot.words.cards import Reply
from bot.words.events import Account, Channel, Event
from tests.harness import HOME, Bot

APART = "apart"  # clinicians on Teams, IT on Slack
HOUSES = (APART, "slack", "teams")


@dataclass
class OnePlatform(Bot):
    """Who and what a dialog calls Teams or Slack is on `platform` here, with a room for each."""

    platform: str = "slack"

    def __post_init__(self) -> None:
        self.cast = [self._moved(person) for person in self.cast]
        self.rooms = [replace(room, channel=self.there(room.channel)) for room in self.rooms]
        super().__post_init__()

    def _moved(self, person: PersonSetting) -> PersonSetting:
        first = person.accounts[0]
        only = Account(self.platform, HOME[self.platform], first.id, first.name)
        return replace(person, accounts=(only,))

    def there(self, room: Channel) -> Channel:
        """The room of a dialog, as it is called here."""
        if room.platform == self.platform and (room.dm or "@" in room.id):
            return room
        name = room.id if room.dm else f"{room.id}@{room.platform}"
        return replace(room, platform=self.platform, workspace=HOME[self.platform], id=name)

    def account(self, who: str, platform: str = "") -> Account:
        return super().account(who, self.platform)

    def _sent(self, event: Event) -> Reply:
        if (room := getattr(event, "channel", None)) is not None:
            moved: Any = replace(event, channel=self.there(room))  # type: ignore[arg-type]
            return super()._sent(moved)
        return super()._sent(event)

    def ref(self, key: str, channel: Channel) -> str:
        return super().ref(key, self.there(channel))

    def posts(self, where: Channel | str) -> list[Any]:
        if isinstance(where, Channel):
            return super().posts(self.there(where))
        return super().posts(self.platform if where in self.chats else where)


def lives(where: str, *args: Any, **known: Any) -> Bot:
    """The bot of a dialog, with everybody where they are, or on one platform."""
    return (
        Bot(*args, **known)
        if where == APART
        else OnePlatform(*args, **{**known, "platform": where})
    )
