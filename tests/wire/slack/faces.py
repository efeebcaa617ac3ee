"""How Slack's API and events describe people, rooms, messages and views (shapes of its docs)."""

from tests.wire.slack.things import Channel, Group, Json, Message, Team, User, View
from tests.wire.slack.world import World


def user(one: User, *, email: bool = True) -> Json:
    """A user object; the email only with users:read.email."""
    profile = {
        "title": one.title,
        "phone": "",
        "real_name": one.real_name,
        "real_name_normalized": one.real_name,
        "display_name": one.handle,
        "display_name_normalized": one.handle,
        "status_text": "",
        "team": one.team,
    }
    if email and one.email:
        profile["email"] = one.email
    face: dict[str, Json] = {
        "id": one.id,
        "team_id": one.team,
        "name": one.handle,
        "deleted": one.deleted,
        "profile": profile,
        "is_bot": one.bot,
        "updated": 1772654400,
        "is_app_user": False,
    }
    return face if one.deleted else face | _alive(one)


def _alive(one: User) -> Json:
    """What is told of an account only while it is active."""
    return {
        "color": "9f69e7",
        "real_name": one.real_name,
        "tz": one.tz,
        "tz_label": one.tz_label,
        "tz_offset": one.tz_offset,
        "is_admin": one.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": one.guest != "",
        "is_ultra_restricted": one.guest == "ultra",
        "is_email_confirmed": True,
    }


def channel(world: World, one: Channel) -> Json:
    if one.kind == "im":
        return {
            "id": one.id,
            "created": 1772654400,
            "is_archived": one.archived,
            "is_im": True,
            "is_org_shared": False,
            "user": one.user,
            "context_team_id": one.team,
        }
    return {
        "id": one.id,
        "name": one.name,
        "name_normalized": one.name,
        "is_channel": one.kind == "public",
        "is_group": one.kind == "private",
        "is_im": False,
        "is_mpim": False,
        "is_private": one.kind == "private",
        "created": 1772654400,
        "is_archived": one.archived,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": world.teams[one.team].bot_user in one.members,
        "context_team_id": one.team,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def group(one: Group, *, users: bool) -> Json:
    face = {
        "id": one.id,
        "team_id": one.team,
        "is_usergroup": True,
        "is_subteam": True,
        "name": one.name,
        "description": "",
        "handle": one.handle,
        "is_external": False,
        "date_create": 1772654400,
        "date_update": 1772654400,
        "date_delete": 1772654400 if one.disabled else 0,
        "auto_type": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(one.users),
    }
    return face | {"users": list(one.users)} if users else face


def message(world: World, one: Message, *, metadata: bool = True) -> Json:
    """A message object, without the channel it is in."""
    face: dict[str, Json] = {"user": one.user, "type": "message", "ts": one.ts, "text": one.text}
    face |= _home(world, one)
    optional = {
        "client_msg_id": one.client_msg_id,
        "blocks": one.blocks,
        "attachments": one.attachments,
        "thread_ts": one.thread_ts,
        "files": one.files,
    }
    face |= {k: v for k, v in optional.items() if v}
    if one.bot_id:
        face |= _by_bot(world, one)
    if one.edited:
        face["edited"] = {"user": one.bot_id or one.user, "ts": one.edited}
    if one.metadata:
        face["metadata"] = _metadata(one.metadata, whole=metadata)
    return face | _thread(world, one) | _reactions(one)


def _home(world: World, one: Message) -> Json:
    """The workspace; of someone from elsewhere (Slack Connect) theirs, said three times."""
    place, author = world.channels[one.channel].team, world.users.get(one.user)
    team = author.team if author else place
    if team == place:
        return {"team": team}
    return {"team": team, "user_team": team, "source_team": team}


def _by_bot(world: World, one: Message) -> Json:
    return {
        "bot_id": one.bot_id,
        "app_id": world.app.id,
        "bot_profile": {
            "id": one.bot_id,
            "app_id": world.app.id,
            "user_id": one.user,
            "name": world.app.name,
            "icons": {},
            "deleted": False,
            "updated": 1772654400,
            "team_id": world.channels[one.channel].team,
        },
    }


def _metadata(value: Json, *, whole: bool) -> Json:
    """All of it only when asked for with include_all_metadata."""
    return value if whole else {"event_type": value.get("event_type")}


def _thread(world: World, one: Message) -> Json:
    place = world.channels[one.channel]
    if one.thread_ts and one.thread_ts != one.ts:
        parent = place.find(one.thread_ts)
        return {"parent_user_id": parent.user} if parent else {}
    replies = place.thread(one.ts)
    if not replies:
        return {}
    return {
        "thread_ts": one.ts,
        "reply_count": len(replies),
        "reply_users": sorted({r.user for r in replies}),
        "reply_users_count": len({r.user for r in replies}),
        "latest_reply": replies[-1].ts,
    }


def _reactions(one: Message) -> Json:
    found = [
        {"name": name, "users": users, "count": len(users)} for name, users in one.reactions.items()
    ]
    return {"reactions": found} if found else {}


def view(world: World, one: View) -> Json:
    """A view as Slack gives it back, with what is filled in as its state."""
    team: Team = world.teams[one.team]
    defaults = {
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": None,
        "close": None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return {
        "id": one.id,
        "team_id": one.team,
        **defaults,
        **one.spec,
        "state": {"values": one.values},
        "hash": one.hash,
        "previous_view_id": one.previous,
        "root_view_id": one.root,
        "app_id": world.app.id,
        "app_installed_team_id": one.team,
        "bot_id": team.bot_id,
    }
