"""One call of the Web API: who calls, with what, and what they may."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tests.wire.slack.things import Channel, Json, Token, User
from tests.wire.slack.world import World

T = TypeVar("T")


class Refused(Exception):
    """The answer is {"ok": false, "error": ...}, with whatever else Slack tells."""

    def __init__(self, error: str, **more: Json) -> None:
        super().__init__(error)
        self.error, self.more = error, more


def invalid(error: str, complaints: list[str]) -> Refused:
    """Refused for its shape, with Slack's list of what is wrong where."""
    more: dict[str, Json] = {
        "response_metadata": {"messages": [f"[ERROR] {c}" for c in complaints]}
    }
    if error == "invalid_blocks":
        more["errors"] = complaints
    return Refused(error, **more)


@dataclass(frozen=True, slots=True)
class Call:
    """`client` is the id and secret of the app, where a call shows those instead of a token."""

    world: World
    args: Mapping[str, Json]
    token: Token
    client: tuple[str, str] = ("", "")

    @property
    def team(self) -> str:
        """The workspace the call is about; an org-wide token has to say which."""
        if not self.token.org or self.token.team:
            return self.token.team
        named = self.text("team_id")
        if not named:
            raise Refused("missing_argument")
        if named not in self.world.teams:
            raise Refused("team_not_found")
        return named

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.args.get(name) in {True, "1", "true", "True"}

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        return int(value) if value.isdigit() else default

    def json(self, name: str, error: str) -> Json:
        """A structure, given as such or as text; None if it is not given."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refused(error) from None

    def need(self, *scopes: str) -> None:
        """Any one of these scopes, or the call is refused with what it lacks."""
        if not self.token.scopes.intersection(scopes):
            provided = ",".join(sorted(self.token.scopes))
            raise Refused("missing_scope", needed=",".join(scopes), provided=provided)

    # What the token can see

    def sees(self, team: str) -> bool:
        if self.token.team:
            return team == self.token.team
        return self.world.teams[team].org == self.token.org

    def room(self, name: str = "channel") -> Channel:
        """A channel by its id; a private one only from the inside."""
        found = self.world.channels.get(self.text(name))
        if found is None or not self.sees(found.team):
            raise Refused("channel_not_found")
        if found.kind == "private" and not self.inside(found):
            raise Refused("channel_not_found")
        return found

    def inside(self, channel: Channel) -> bool:
        return self.world.teams[channel.team].bot_user in channel.members

    def person(self) -> User:
        """Someone of the workspace, or of another with whom the bot shares a channel."""
        found = self.world.users.get(self.text("user"))
        if found is None or not (self.sees(found.team) or self._shares(found)):
            raise Refused("user_not_found")
        return found

    def _shares(self, user: User) -> bool:
        rooms = [c for c in self.world.channels.values() if self.sees(c.team) and self.inside(c)]
        return any(user.id in room.members for room in rooms)

    def stranger(self, user: User) -> bool:
        return not self.sees(user.team)

    def page(self, found: list[T], default: int = 100) -> tuple[list[T], str]:
        """One page of a list, and the cursor of the next ("" after the last)."""
        start = self._start()
        most = max(1, min(self.number("limit", default), 1000))
        more = start + most < len(found)
        cursor = b64encode(f"at:{start + most}".encode()).decode() if more else ""
        return found[start : start + most], cursor

    def _start(self) -> int:
        try:
            cursor = b64decode(self.text("cursor"), validate=True).decode()
            return int(cursor.removeprefix("at:")) if cursor else 0
        except ValueError:
            raise Refused("invalid_cursor") from None


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: any one of them. `json`: takes its arguments as JSON too. `kinds` are the tokens
    it takes, none when it takes the app's own id and secret."""

    name: str
    tier: int
    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    json: bool = True
    kinds: tuple[str, ...] = ("bot",)


def cursor(value: str) -> Json:
    return {"response_metadata": {"next_cursor": value}}
