"""The payloads of commands, interactions and events, in the shapes of Slack's documentation."""

from typing import Any

from tests.wire.slack import faces, typed
from tests.wire.slack.parcels import Parcel
from tests.wire.slack.things import Channel, Ephemeral, Json, Message, User, View
from tests.wire.slack.world import World

VERIFICATION = "deprecated-verification-token"
KINDS = {"public": "channel", "private": "group", "im": "im"}


def room_name(place: Channel) -> str:
    """What interactions call a room: private ones by no name."""
    names = {"im": "directmessage", "private": "privategroup", "public": place.name}
    return names[place.kind]


def team_of(world: World, user: User) -> Json:
    team = world.teams[user.team]
    face = {"id": team.id, "domain": team.domain}
    return face | ({"enterprise_id": team.org, "enterprise_name": team.org} if team.org else {})


def org_of(world: World, user: User) -> Json:
    org = world.teams[user.team].org
    return {"id": org, "name": org} if org else None


def person(user: User) -> Json:
    return {
        "id": user.id,
        "username": user.handle,
        "name": user.handle,
        "team_id": user.team,
    }


def org_wide(world: World, user: User) -> bool:
    """Whether the app is installed on the whole organisation rather than the workspace."""
    org = world.teams[user.team].org
    return any(
        t.org == org and not t.team and t.state == "live" for t in world.tokens.values() if org
    )


def command(world: World, user: User, name: str, text: str, place: Channel) -> Parcel:
    """A slash command; Slack escapes names in its text where the manifest asks for it."""
    team = world.teams[user.team]
    escaped = world.app.escapes(name)
    shown = typed.typed(world, user.team, text, labels=True) if escaped else typed.escaped(text)
    payload: dict[str, Json] = {
        "token": VERIFICATION,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": place.id,
        "channel_name": room_name(place),
        "user_id": user.id,
        "user_name": user.handle,
        "command": name,
        "text": shown,
        "api_app_id": world.app.id,
        "is_enterprise_install": "true" if org_wide(world, user) else "false",
        "response_url": world.hook("commands", user, place),
        "trigger_id": world.trigger(user),
    }
    org = {"enterprise_id": team.org, "enterprise_name": team.org} if team.org else {}
    return Parcel("command", payload | org)


def interaction(world: World, user: User, kind: str, modal: str = "") -> dict[str, Json]:
    """What every interaction has; `modal` is the root of the stack it comes from."""
    return {
        "type": kind,
        "user": person(user),
        "api_app_id": world.app.id,
        "token": VERIFICATION,
        "trigger_id": world.trigger(user, modal),
        "team": team_of(world, user),
        "enterprise": org_of(world, user),
        "is_enterprise_install": org_wide(world, user),
    }


def pressed_message(
    world: World, user: User, shown: Message | Ephemeral, action: Json, state: Json
) -> Parcel:
    """block_actions on a message. Of an ephemeral the payload has no message."""
    place, alone = world.channels[shown.channel], isinstance(shown, Ephemeral)
    container = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": place.id,
        "is_ephemeral": alone,
    }
    if shown.thread_ts:
        container["thread_ts"] = shown.thread_ts
    payload = interaction(world, user, "block_actions") | {
        "container": container,
        "channel": {"id": place.id, "name": room_name(place)},
        "state": {"values": state},
        "response_url": world.hook("actions", user, place, shown.ts, shown.thread_ts),
        "actions": [action],
    }
    if isinstance(shown, Message):
        payload["message"] = faces.message(world, shown)
    return Parcel("interactive", payload)


def pressed_view(world: World, user: User, view: View, action: Json) -> Parcel:
    """block_actions in a modal or on the Home tab."""
    root = view.root if view.type == "modal" else ""
    more = {
        "container": {"type": "view", "view_id": view.id},
        "view": faces.view(world, view),
        "actions": [action],
    }
    return Parcel("interactive", interaction(world, user, "block_actions", root) | more)


def submission(world: World, user: User, view: View) -> Parcel:
    more = {"view": faces.view(world, view), "response_urls": []}
    return Parcel("interactive", interaction(world, user, "view_submission", view.root) | more)


def closed(world: World, user: User, view: View, *, cleared: bool) -> Parcel:
    payload = interaction(world, user, "view_closed")
    payload.pop("trigger_id")
    more = {"view": faces.view(world, view), "is_cleared": cleared}
    return Parcel("interactive", payload | more)


def shortcut(world: World, user: User, callback: str) -> Parcel:
    payload = interaction(world, user, "shortcut")
    return Parcel("interactive", payload | {"action_ts": world.ts(), "callback_id": callback})


def message_shortcut(world: World, user: User, message: Message, callback: str) -> Parcel:
    place = world.channels[message.channel]
    payload = interaction(world, user, "message_action") | {
        "action_ts": world.ts(),
        "callback_id": callback,
        "channel": {"id": place.id, "name": room_name(place)},
        "message_ts": message.ts,
        "message": faces.message(world, message),
        "response_url": world.hook("app", user, place, message.ts),
    }
    return Parcel("interactive", payload)


def event(world: World, team: str, inner: dict[str, Any]) -> Parcel:
    """An event in its envelope."""
    home = world.teams[team]
    installed = {
        "enterprise_id": home.org or None,
        "team_id": team,
        "user_id": home.bot_user,
        "is_bot": True,
        "is_enterprise_install": org_wide(world, world.users[home.bot_user]),
    }
    payload: dict[str, Json] = {
        "token": VERIFICATION,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": home.org or None,
        "api_app_id": world.app.id,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev0{world.secret(8).upper()}",
        "event_time": int(world.clock.now()),
        "authorizations": [installed],
        "is_ext_shared_channel": _shared(world, inner.get("channel")),
        "event_context": f"4-{world.secret(20)}",
    }
    org = {"enterprise_id": home.org} if home.org else {}
    return Parcel("event", payload | org)


def _shared(world: World, channel: Json) -> bool:
    """Whether people of several workspaces are in a channel."""
    place = world.channels.get(channel) if isinstance(channel, str) else None
    members = [world.users[m] for m in place.members if m in world.users] if place else []
    return len({m.team for m in members}) > 1


def said(world: World, message: Message) -> dict[str, Json]:
    """A message event."""
    place = world.channels[message.channel]
    face: dict[str, Json] = faces.message(world, message)
    more = {"channel": place.id, "event_ts": message.ts, "channel_type": KINDS[place.kind]}
    return face | more | ({"subtype": "file_share"} if message.files else {})


def mention(world: World, message: Message) -> dict[str, Json]:
    face: dict[str, Json] = faces.message(world, message)
    return face | {"type": "app_mention", "channel": message.channel, "event_ts": message.ts}


def changed(world: World, before: Json, after: Json, place: Channel) -> dict[str, Json]:
    """message_changed; a message that had replies and was deleted is changed to a tombstone."""
    ts = world.ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": after,
        "previous_message": before,
        "channel": place.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": KINDS[place.kind],
    }


def gone(world: World, before: Json, place: Channel) -> dict[str, Json]:
    ts = world.ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": place.id,
        "hidden": True,
        "deleted_ts": before["ts"],
        "ts": ts,
        "event_ts": ts,
        "channel_type": KINDS[place.kind],
    }
