"""What becomes of what people type: Slack escapes it, and turns names into references."""

import re

from tests.wire.slack.things import Json
from tests.wire.slack.world import World

TOKEN = re.compile(
    r"(?<![^\W_])(?<!@)@(?P<at>[\w.-]*[^\W_])|(?<!\w)#(?P<room>[\w-]+)|(?P<url>https?://\S+)"
)
BROADCASTS = {"here", "channel", "everyone"}


def escaped(text: str) -> str:
    """The three characters that Slack escapes everywhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(world: World, team: str, text: str, *, labels: bool = False) -> str:
    """The text of a message: @sam becomes <@U…>, #room <#C…|room>; with `labels` as in a slash
    command, where names follow the ids."""
    return "".join(_mrkdwn(world, span, labels=labels) for span in spans(world, team, text))


def spans(world: World, team: str, text: str) -> list[Json]:
    """The same as the elements of a rich_text_section."""
    found: list[Json] = []
    end = 0
    for match in TOKEN.finditer(text):
        span = _reference(world, team, match)
        if span is not None:
            found += [{"type": "text", "text": text[end : match.start()]}, span]
            end = match.end()
    found.append({"type": "text", "text": text[end:]})
    return [s for s in found if s.get("text") != ""]


def rich(world: World, team: str, text: str) -> list[Json]:
    """The blocks of a message that a person typed."""
    section = {"type": "rich_text_section", "elements": spans(world, team, text)}
    return [{"type": "rich_text", "block_id": world.secret(5), "elements": [section]}]


def _reference(world: World, team: str, match: re.Match[str]) -> Json | None:
    if match["url"]:
        return {"type": "link", "url": match["url"]}
    if match["at"]:
        return _called(world, team, match["at"])
    rooms = [c for c in world.channels.values() if c.team == team and c.name == match["room"]]
    return {"type": "channel", "channel_id": rooms[0].id} if rooms else None


def _called(world: World, team: str, name: str) -> Json | None:
    if name in BROADCASTS:
        return {"type": "broadcast", "range": name}
    users = [u for u in world.users.values() if u.team == team and u.handle == name]
    if users:
        return {"type": "user", "user_id": users[0].id}
    groups = [g for g in world.groups.values() if g.team == team and g.handle == name]
    return {"type": "usergroup", "usergroup_id": groups[0].id} if groups else None


def _mrkdwn(world: World, span: Json, *, labels: bool) -> str:
    match span["type"]:
        case "user":
            name = span["user_id"]
            return f"<@{name}|{world.users[name].handle}>" if labels else f"<@{name}>"
        case "usergroup":
            name = span["usergroup_id"]
            return f"<!subteam^{name}|@{world.groups[name].handle}>"
        case "channel":
            name = span["channel_id"]
            return f"<#{name}|{world.channels[name].name}>"
        case "broadcast":
            return f"<!{span['range']}>"
        case "link":
            return f"<{escaped(span['url'])}>"
        case _:
            return escaped(span["text"])
