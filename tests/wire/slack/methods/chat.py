"""chat.*: posting, editing and deleting."""

from tests.wire.slack import content, faces, reading
from tests.wire.slack.call import Call, Method, Refused
from tests.wire.slack.things import Channel, Ephemeral, Json, Message

WRITE = ("chat:write",)


def post(call: Call) -> Json:
    place = _place(call)
    under = _under(call, place)
    blocks, attachments = content.blocks_of(call), content.attachments_of(call)
    text = content.text_of(call, content.MOST, needed=not blocks and not attachments)
    made = Message(
        place.id,
        call.world.ts(),
        call.world.teams[place.team].bot_user,
        text or content.UNSHOWABLE,
        blocks or [],
        attachments,
        under,
        content.metadata_of(call) or None,
        call.world.teams[place.team].bot_id,
        pings=reading.pings(text, blocks or []),
        client_msg_id=call.text("client_msg_id"),
    )
    place.messages.append(made)
    return {"channel": place.id, "ts": made.ts, "message": faces.message(call.world, made)}


def _place(call: Call) -> Channel:
    """Where to post: a channel, or the direct message with a user named by id."""
    named = call.text("channel")
    person = call.world.users.get(named)
    if person is not None and call.sees(person.team):
        if person.bot:
            raise Refused("cannot_dm_bot")
        return _open(call, call.world.im(person))
    return _open(call, call.room())


def _open(call: Call, place: Channel) -> Channel:
    """The channel, if the bot may write there."""
    public = place.kind == "public" and "chat:write.public" in call.token.scopes
    if place.archived:
        raise Refused("is_archived")
    if not call.inside(place) and not public:
        raise Refused("not_in_channel")
    if place.read_only:
        raise Refused("restricted_action_read_only_channel")
    if place.kind == "im" and not call.world.app.messages:
        raise Refused("messages_tab_disabled")
    return place


def _under(call: Call, place: Channel) -> str:
    """The thread to post in. A reply has none of its own: its parent is to be named."""
    named = call.text("thread_ts")
    if not named:
        return ""
    parent = place.find(named)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.thread_ts not in {"", parent.ts}:
        raise Refused("cannot_reply_to_message")
    return named


def update(call: Call) -> Json:
    """What is not given stays as it was: blocks and metadata go by an empty list or object."""
    place, found = call.room(), _own(call, "cant_update_message")
    if place.archived:
        raise Refused("is_inactive")
    blocks, metadata = content.blocks_of(call), content.metadata_of(call)
    found.text = content.text_of(call, content.MOST_EDITED, needed=not blocks) or found.text
    found.blocks = found.blocks if blocks is None else blocks
    found.metadata = found.metadata if metadata is None else metadata or None
    found.edits, found.edited = found.edits + 1, call.world.ts()
    shown = faces.message(call.world, found)
    return {"channel": place.id, "ts": found.ts, "text": found.text, "message": shown}


def _own(call: Call, error: str) -> Message:
    place = call.room()
    found = place.find(call.text("ts"))
    if found is None:
        raise Refused("message_not_found")
    if found.bot_id != call.world.teams[place.team].bot_id:
        raise Refused(error)
    return found


def delete(call: Call) -> Json:
    place, found = call.room(), _own(call, "cant_delete_message")
    place.messages.remove(found)
    place.deleted.append(found)
    return {"channel": place.id, "ts": found.ts}


def ephemeral(call: Call) -> Json:
    """Shown to one person, if they are there to see it."""
    place = _open(call, call.room())
    person = call.world.users.get(call.text("user"))
    if person is None or person.deleted or person.id not in place.members:
        raise Refused("user_not_in_channel")
    blocks = content.blocks_of(call)
    text = content.text_of(call, content.MOST_EDITED, needed=not blocks)
    under = _under(call, place)
    made = Ephemeral(place.id, person.id, call.world.ts(), text, blocks or [], under)
    call.world.ephemerals.append(made)
    return {"message_ts": made.ts}


def permalink(call: Call) -> Json:
    place, ts = call.room(), call.text("message_ts")
    found = place.find(ts)
    if found is None:
        raise Refused("message_not_found")
    domain = call.world.teams[place.team].domain
    link = f"https://{domain}.slack.com/archives/{place.id}/p{ts.replace('.', '')}"
    under = f"?thread_ts={found.thread_ts}&cid={place.id}" if found.thread_ts else ""
    return {"channel": place.id, "permalink": link + under}


def unfurl(call: Call) -> Json:
    """Cards under links that stand in a message, whoever wrote it and whether we are there."""
    found, cards = call.room().find(call.text("ts")), call.args.get("unfurls") or {}
    if found is None:
        raise Refused("cannot_find_message")
    if not cards:
        raise Refused("missing_unfurls")
    if any(address not in found.text for address in cards):
        raise Refused("cannot_unfurl_url")
    found.attachments = [
        {"id": n, "from_url": address, "app_unfurl_url": address, "is_app_unfurl": True, **card}
        for n, (address, card) in enumerate(cards.items(), 1)
    ]
    return {}


def react(call: Call) -> Json:
    place, name = call.room(), call.text("name")
    found = place.find(call.text("timestamp"))
    if found is None:
        raise Refused("message_not_found")
    if not name or ":" in name:
        raise Refused("invalid_name")
    users = found.reactions.setdefault(name, [])
    bot = call.world.teams[place.team].bot_user
    if bot in users:
        raise Refused("already_reacted")
    users.append(bot)
    return {}


METHODS = (
    Method("chat.postMessage", 5, post, WRITE),
    Method("chat.update", 3, update, WRITE),
    Method("chat.delete", 3, delete, WRITE),
    Method("chat.postEphemeral", 4, ephemeral, WRITE),
    Method("chat.getPermalink", 5, permalink, json=False),
    Method("chat.unfurl", 3, unfurl, ("links:write",)),
    Method("reactions.add", 3, react, ("reactions:write",)),
)
