"""conversations.* and users.conversations: rooms, who is in them, what was said there."""

from tests.wire.slack import faces
from tests.wire.slack.call import Call, Method, Refused, cursor
from tests.wire.slack.things import Channel, Json, Message

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
WORDS = {"public": "channels", "private": "groups", "im": "im"}
TYPES = {"public": "public_channel", "private": "private_channel", "im": "im"}


def _room(call: Call, right: str) -> Channel:
    """A channel of a kind that the token may read."""
    found = call.room()
    call.need(f"{WORDS[found.kind]}:{right}")
    return found


def info(call: Call) -> Json:
    found = _room(call, "read")
    face = faces.channel(call.world, found)
    more = {"num_members": len(found.members)} if call.flag("include_num_members") else {}
    return {"channel": face | more}


def members(call: Call) -> Json:
    found, after = call.page(sorted(_room(call, "read").members))
    return {"members": found, **cursor(after)}


def open_(call: Call) -> Json:
    """The direct message with one person. Several people would be a group: not for us."""
    call.need("im:write")
    named = [u for u in call.text("users").split(",") if u]
    if not named:
        raise Refused("users_list_not_supplied")
    if len(named) > 1:
        call.need("mpim:write")
        raise Refused("method_not_supported_for_channel_type")
    person = call.world.users.get(named[0])
    if person is None or not call.sees(person.team):
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.bot:
        raise Refused("cannot_dm_bot")
    place = call.world.im(person)
    return {
        "channel": faces.channel(call.world, place) if call.flag("return_im") else {"id": place.id}
    }


def history(call: Call) -> Json:
    """Newest first, without the replies in threads."""
    place = _inside(call)
    found = [m for m in reversed(place.messages) if m.thread_ts in {"", m.ts}]
    return _said(call, [m for m in found if _within(call, m)])


def _inside(call: Call) -> Channel:
    place = _room(call, "history")
    if not call.inside(place):
        raise Refused("not_in_channel")
    return place


def _within(call: Call, message: Message) -> bool:
    """Between `oldest` and `latest`, the ends themselves only with `inclusive`."""
    oldest, latest = call.text("oldest", "0"), call.text("latest") or "9999999999"
    ends = call.flag("inclusive") and message.ts in {oldest, latest}
    return ends or float(oldest) < float(message.ts) < float(latest)


def replies(call: Call) -> Json:
    """A thread, its first message first; the ts of a reply finds the reply alone."""
    place = _inside(call)
    first = place.find(call.text("ts"))
    if first is None:
        raise Refused("thread_not_found")
    return _said(call, [first, *(m for m in place.thread(first.ts) if _within(call, m))])


def _said(call: Call, found: list[Message]) -> Json:
    page, after = call.page(found)
    whole = call.flag("include_all_metadata")
    shown = [faces.message(call.world, m, metadata=whole) for m in page]
    more = cursor(after) if after else {}
    return {"messages": shown, "has_more": bool(after), "pin_count": 0, **more}


def list_(call: Call) -> Json:
    """Channels the bot could see: public ones, and private ones it is in."""
    kinds = {k for k, name in TYPES.items() if name in call.text("types", "public_channel")}
    for kind in kinds:
        call.need(f"{WORDS[kind]}:read")
    found = [c for c in call.world.channels.values() if c.team == call.team and c.kind in kinds]
    found = [c for c in found if c.kind == "public" or call.inside(c)]
    if call.flag("exclude_archived"):
        found = [c for c in found if not c.archived]
    page, after = call.page(found)
    return {"channels": [faces.channel(call.world, c) for c in page], **cursor(after)}


def mine(call: Call) -> Json:
    """The same, but only those the bot is in."""
    shown = list_(call)
    shown["channels"] = [c for c in shown["channels"] if c.get("is_member") or c["is_im"]]
    return shown


def join(call: Call) -> Json:
    place = call.room()
    if place.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if place.archived:
        raise Refused("is_archived")
    place.members.add(call.world.teams[place.team].bot_user)
    return {"channel": faces.channel(call.world, place)}


def bookmark(call: Call) -> Json:
    """Above a channel that the bot is in; `bookmarks` keeps what stands there."""
    place = call.room("channel_id")
    if not call.inside(place):
        raise Refused("not_in_channel")
    if call.text("type") != "link" or not call.text("link").startswith("https://"):
        raise Refused("invalid_link")
    made = {"channel_id": place.id, "title": call.text("title"), "link": call.text("link")}
    place.bookmarks.append(made)
    return {"bookmark": made | {"id": f"Bk{len(place.bookmarks)}", "type": "link"}}


METHODS = (
    Method("bookmarks.add", 2, bookmark, ("bookmarks:write",)),
    Method("conversations.info", 3, info, READ, json=False),
    Method("conversations.members", 4, members, READ, json=False),
    Method("conversations.open", 3, open_, ("im:write", "mpim:write")),
    Method("conversations.history", 3, history, HISTORY),
    Method("conversations.replies", 3, replies, HISTORY, json=False),
    Method("conversations.list", 2, list_, READ, json=False),
    Method("users.conversations", 3, mine, READ, json=False),
    Method("conversations.join", 3, join, ("channels:join",)),
)
