"""What may be in a message, and how Slack stores it."""

from copy import deepcopy

from tests.wire.slack.blocks import MOST_TEXT, message_errors, written
from tests.wire.slack.call import Call, Refused, invalid
from tests.wire.slack.states import elements
from tests.wire.slack.things import Json
from tests.wire.slack.world import World

MOST = 40_000  # characters of text in a new message
MOST_EDITED = 4_000  # in an edited one (docs of chat.update)
UNSHOWABLE = "This content can't be displayed."


def dressed(world: World, blocks: list[Json]) -> list[Json]:
    """The blocks with the ids that Slack gives to what has none."""
    named: list[Json] = deepcopy(blocks)
    for block in named:
        block.setdefault("block_id", world.secret(5))
    for _, element in elements(named):
        element.setdefault("action_id", world.secret(5))
    return named


def blocks_of(call: Call, *, cumulative: bool = True) -> list[Json] | None:
    """The blocks of a call, in order; None if none were given."""
    value = call.json("blocks", "invalid_blocks_format")
    if value is None:
        return None
    if not isinstance(value, list):
        raise Refused("invalid_blocks_format")
    if wrong := message_errors(value):
        tables = any("only_one_table_allowed" in w for w in wrong)
        raise invalid("invalid_attachments" if tables else "invalid_blocks", wrong)
    if cumulative and written(value) > MOST_TEXT:
        raise Refused("msg_blocks_too_long")
    return dressed(call.world, value)


def text_of(call: Call, most: int, *, needed: bool) -> str:
    text = call.text("text")
    if needed and not text.strip():
        raise Refused("no_text")
    if len(text) > most:
        raise Refused("msg_too_long")
    return text


def metadata_of(call: Call) -> Json:
    """{event_type, event_payload}, or {} to take it away; None if it was not given."""
    value = call.json("metadata", "invalid_metadata_format")
    if value is None or value == {}:
        return value
    if not isinstance(value, dict) or set(value) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_format")
    kind, payload = value.get("event_type"), value.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise Refused("invalid_metadata_schema")
    return value


def attachments_of(call: Call) -> list[Json]:
    value = call.json("attachments", "invalid_attachments") or []
    if not isinstance(value, list) or not all(isinstance(a, dict) for a in value):
        raise Refused("invalid_attachments")
    if len(value) > 100:
        raise Refused("too_many_attachments")
    for one in value:
        if wrong := message_errors(one.get("blocks", [])):
            raise invalid("invalid_attachments", wrong)
    return value
