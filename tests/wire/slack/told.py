"""What an app is told of what happens: the change in the workspace, and the events about it."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.wire.slack import faces, payloads, reading, typed
from tests.wire.slack.parcels import Parcel
from tests.wire.slack.things import Channel, Group, Json, Message, Step, Token, User
from tests.wire.slack.world import World

LINK = re.compile(r"https?://[^\s<>|]+")
MESSAGE = {"public": "message.channels", "private": "message.groups", "im": "message.im"}
SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "link_shared": "links:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
}
"""Which scope an event needs; the rest come to whoever asks."""


@dataclass(frozen=True)
class News:
    """Events to deliver, the one that matters most first. None where the app may not know."""

    parcels: list[Parcel] = field(default_factory=list)


def hears(world: World, team: str, name: str) -> bool:
    """Whether the app asked for such events, and is allowed them in that workspace."""
    asked = world.app.events is None or name in world.app.events
    tokens = [t for t in world.tokens.values() if t.kind == "bot" and t.state == "live"]
    org = world.teams[team].org
    mine = [t for t in tokens if t.team == team or (org and not t.team and t.org == org)]
    needed = SCOPES.get(name)
    return asked and any(needed is None or needed in t.scopes for t in mine)


def _news(world: World, team: str, name: str, inner: dict[str, Json]) -> News:
    if not hears(world, team, name):
        return News()
    return News([payloads.event(world, team, inner)])


def _in_channel(world: World, place: Channel, name: str, inner: dict[str, Json]) -> News:
    """News of a channel, for an app that is in it."""
    if world.teams[place.team].bot_user not in place.members:
        return News()
    return _news(world, place.team, name, inner)


def written(
    world: World, user: User, place: Channel, text: str, under: str, files: int = 0
) -> Message:
    """A message that someone typed."""
    blocks = typed.rich(world, user.team, text) if text else []
    shown = typed.typed(world, user.team, text)
    made = Message(place.id, world.ts(), user.id, shown, blocks, thread_ts=under)
    made.client_msg_id = f"{world.secret(8)}-{world.secret(12)}"
    made.files = [{"id": world.mint("F"), "name": f"picture-{n}.png"} for n in range(files)]
    made.pings = reading.pings(shown, blocks)
    place.messages.append(made)
    return made


def of_message(world: World, message: Message) -> News:
    place = world.channels[message.channel]
    named = world.teams[place.team].bot_user in message.pings and place.kind != "im"
    mention = payloads.mention(world, message) if named else None
    first = _in_channel(world, place, "app_mention", mention) if mention else News()
    also = _in_channel(world, place, MESSAGE[place.kind], payloads.said(world, message))
    links = _links(world, message)
    shared = _news(world, place.team, "link_shared", links) if links else News()
    return News(first.parcels + also.parcels + shared.parcels)


def _links(world: World, message: Message) -> dict[str, Json]:
    """What `link_shared` tells of a message, the app being in the channel or not; nothing where it
    has no link to a domain of the app's."""
    place = world.channels[message.channel]
    found = [(url, urlsplit(url).hostname) for url in LINK.findall(message.text)]
    links = [{"url": url, "domain": host} for url, host in found if host in world.app.domains]
    return (
        {}
        if not links
        else {
            "type": "link_shared",
            "channel": place.id,
            "is_bot_user_member": world.teams[place.team].bot_user in place.members,
            "user": message.user,
            "message_ts": message.ts,
            "unfurl_id": f"{place.id}.{message.ts}",
            "source": "conversations_history",
            "links": links,
            "event_ts": world.ts(),
        }
    )


def rewritten(world: World, message: Message, text: str) -> News:
    place, before = world.channels[message.channel], faces.message(world, message)
    message.text = typed.typed(world, place.team, text)
    message.blocks = typed.rich(world, place.team, text)
    message.edits, message.edited = message.edits + 1, world.ts()
    inner = payloads.changed(world, before, faces.message(world, message), place)
    return _in_channel(world, place, MESSAGE[place.kind], inner)


def erased(world: World, message: Message) -> News:
    """A message with replies leaves a tombstone, so that its thread can still be read."""
    place, before = world.channels[message.channel], faces.message(world, message)
    replies = place.thread(message.ts)
    place.messages.remove(message)
    place.deleted.append(message)
    inner = payloads.gone(world, before, place)
    if replies:
        after = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        after |= {"text": "This message was deleted.", "ts": message.ts, "thread_ts": message.ts}
        inner = payloads.changed(world, before, after, place)
    return _in_channel(world, place, MESSAGE[place.kind], inner)


def reacted(world: World, user: User, message: Message, emoji: str, *, added: bool) -> News:
    place, name = world.channels[message.channel], "reaction_added" if added else "reaction_removed"
    users = message.reactions.setdefault(emoji, [])
    if added != (user.id in users):
        users.append(user.id) if added else users.remove(user.id)
    inner = {
        "type": name,
        "user": user.id,
        "reaction": emoji,
        "item": {"type": "message", "channel": place.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": world.ts(),
    }
    return _in_channel(world, place, name, inner)


def opened(world: World, user: User, tab: str) -> News:
    inner = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": world.im(user).id,
        "tab": tab,
        "event_ts": world.ts(),
    }
    home = world.homes.get(user.id) if tab == "home" else None
    shown = {"view": faces.view(world, home)} if home else {}
    return _news(world, user.team, "app_home_opened", inner | shown)


def executed(world: World, user: User, callback: str, inputs: dict[str, Json]) -> News:
    """A workflow that somebody started has come to a step of ours."""
    name = "function_executed"
    given = world.app.functions[callback]
    held = Token(world.secret(16), "bot", user.team)
    world.tokens[held.value] = held
    step = Step(world.mint("Fx"), held.value, frozenset(given["output_parameters"]))
    world.steps[step.execution] = step
    started = {"user_context": {"id": user.id, "secret": world.secret(8)}}
    inner = {
        "type": name,
        "function": {"id": "Fn1", "callback_id": callback, "title": given["title"], "type": "app"},
        "inputs": {**inputs, **started},
        "function_execution_id": step.execution,
        "workflow_execution_id": world.mint("Wx"),
        "event_ts": world.ts(),
        "bot_access_token": held.value,
    }
    return _news(world, user.team, name, inner)


def joined(world: World, user: User, place: Channel, inviter: User | None) -> News:
    place.members.add(user.id)
    inner = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": place.id,
        "channel_type": "C" if place.kind == "public" else "G",
        "team": place.team,
        "event_ts": world.ts(),
    }
    by = {"inviter": inviter.id} if inviter else {}
    return _in_channel(world, place, "member_joined_channel", inner | by)


def left(world: World, user: User, place: Channel) -> News:
    """Of its own leaving an app is told in another way than of other people's."""
    place.members.discard(user.id)
    if user.id == world.teams[place.team].bot_user:
        name = "channel_left" if place.kind == "public" else "group_left"
        return _news(
            world, place.team, name, {"type": name, "channel": place.id, "event_ts": world.ts()}
        )
    inner = {
        "type": "member_left_channel",
        "user": user.id,
        "channel": place.id,
        "channel_type": "C" if place.kind == "public" else "G",
        "team": place.team,
        "event_ts": world.ts(),
    }
    return _in_channel(world, place, "member_left_channel", inner)


def archived(world: World, place: Channel, user: User) -> News:
    place.archived = True
    name = "channel_archive" if place.kind == "public" else "group_archive"
    inner = {"type": name, "channel": place.id, "user": user.id, "event_ts": world.ts()}
    return _in_channel(world, place, name, inner)


def renewed(world: World, user: User, changes: dict[str, Json]) -> News:
    for name, value in changes.items():
        assert hasattr(user, name), f"a user has no {name}"
        setattr(user, name, value)
    face = faces.user(user)
    inner = {"type": "user_change", "user": face, "cache_ts": int(world.clock.now())}
    return _news(world, user.team, "user_change", inner | {"event_ts": world.ts()})


def regrouped(world: World, group: Group, add: list[User], remove: list[User]) -> News:
    plus, minus = [u.id for u in add], [u.id for u in remove]
    group.users = [u for u in group.users if u not in minus] + plus
    now = int(world.clock.now())
    inner = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": group.team,
        "date_previous_update": now,
        "date_update": now,
        "added_users": plus,
        "added_users_count": len(plus),
        "removed_users": minus,
        "removed_users_count": len(minus),
        "event_ts": world.ts(),
    }
    return _news(world, group.team, "subteam_members_changed", inner)


def revoked(world: World, team: str) -> News:
    """The app is told of this although its tokens are dead."""
    _kill(world, team, "revoked")
    bot = world.teams[team].bot_user
    tokens = {"oauth": [], "bot": [bot]}
    inner = {"type": "tokens_revoked", "tokens": tokens, "event_ts": world.ts()}
    return News([payloads.event(world, team, inner)])


def uninstalled(world: World, team: str) -> News:
    _kill(world, team, "inactive")
    inner = {"type": "app_uninstalled", "event_ts": world.ts()}
    return News([payloads.event(world, team, inner)])


def _kill(world: World, team: str, state: str) -> None:
    for token in world.tokens.values():
        if token.team == team and token.kind == "bot":
            token.state = "revoked" if state == "revoked" else "inactive"
