"""What people read of a message or a view, as plain text, and whom it notifies."""

import html
import re
from collections.abc import Iterator

from tests.wire.slack.things import Ephemeral, Json, Message, View
from tests.wire.slack.world import World

MARK = re.compile(r"<([^<>]+)>")
BROADCASTS = {"here", "channel", "everyone"}


def message(world: World, shown: Message | Ephemeral) -> str:
    """The blocks, or the text where there are none."""
    return blocks(world, shown.blocks) if shown.blocks else mrkdwn(world, shown.text)


def view(world: World, shown: View) -> str:
    """A modal or Home tab: its title, its blocks with what is filled in, errors, and its ends."""
    lines = [shown.title] if shown.title else []
    for block in shown.blocks:
        lines.append(_block(world, block, shown))
        wrong = shown.errors.get(block.get("block_id", ""))
        lines += [f"! {wrong}"] if wrong else []
    ends = [shown.spec[e]["text"] for e in ("close", "submit") if shown.spec.get(e)]
    return "\n".join([*lines, " ".join(f"[{e}]" for e in ends)]).strip()


def blocks(world: World, value: list[Json]) -> str:
    return "\n".join(_block(world, block) for block in value)


def _block(world: World, block: Json, inside: View | None = None) -> str:
    match block["type"]:
        case "section":
            return _section(world, block)
        case "header" | "alert":
            return text(world, block["text"])
        case "context":
            return " ".join(text(world, e) for e in block["elements"])
        case "actions":
            return " ".join(_element(e) for e in block["elements"])
        case "rich_text":
            return "\n".join(_part(world, e) for e in block["elements"])
        case "table":
            return "\n".join(_row(world, row) for row in block["rows"])
        case "input":
            return _input(block, inside)
        case _:
            return _other(world, block)


def _other(world: World, block: Json) -> str:
    match block["type"]:
        case "divider":
            return "---"
        case "markdown":
            return str(block["text"])
        case "card":
            found = [block[k] for k in ("title", "subtitle", "body") if k in block]
            shown = [text(world, t) for t in found] + [
                _element(e) for e in block.get("actions", [])
            ]
            return "\n".join(shown)
        case _:
            return str(block.get("alt_text", ""))


def _section(world: World, block: Json) -> str:
    texts = ([block["text"]] if block.get("text") else []) + block.get("fields", [])
    shown = [text(world, t) for t in texts]
    if block.get("accessory"):
        shown.append(_element(block["accessory"]))
    return "\n".join(shown)


def _element(element: Json) -> str:
    match element["type"]:
        case "button":
            return f"[{element['text']['text']}]"
        case "image":
            return str(element["alt_text"])
        case kind:
            return f"[{(element.get('placeholder') or {}).get('text', kind)}]"


def _input(block: Json, inside: View | None) -> str:
    values = inside.values if inside else {}
    held = values.get(block.get("block_id", ""), {}).get(block["element"].get("action_id", ""))
    hint = f" ({block['hint']['text']})" if block.get("hint") else ""
    return f"{block['label']['text']}{hint}: {filled(held)}".rstrip()


def filled(held: Json) -> str:
    """What stands in a field, as people see it."""
    found = {k: v for k, v in (held or {}).items() if k != "type" and v}
    for value in found.values():
        many = value if isinstance(value, list) else [value]
        return ", ".join(v["text"]["text"] if isinstance(v, dict) else str(v) for v in many)
    return ""


def _row(world: World, row: list[Json]) -> str:
    return " | ".join(_cell(world, cell) for cell in row)


def _cell(world: World, cell: Json) -> str:
    if cell["type"] == "rich_text":
        return " ".join(_part(world, e) for e in cell["elements"])
    return str(cell["text"])


def text(world: World, value: Json) -> str:
    """A text object; an image among them is read by its alternative text."""
    if value["type"] == "image":
        return str(value["alt_text"])
    if value["type"] == "mrkdwn":
        return mrkdwn(world, value["text"])
    return str(value["text"])


def mrkdwn(world: World, value: str) -> str:
    """With names for mentions, without the marks of links, and with entities as characters."""
    return html.unescape(MARK.sub(lambda m: _mark(world, m[1]), value))


def _mark(world: World, inner: str) -> str:
    target, _, label = inner.partition("|")
    match target[:1]:
        case "@":
            return "@" + name(world, target[1:])
        case "#":
            return "#" + channel(world, target[1:])
        case "!":
            return _special(world, target[1:], label)
        case _:
            return label or target


def _special(world: World, target: str, label: str) -> str:
    kind, _, rest = target.partition("^")
    if kind == "subteam":
        return "@" + (world.groups[rest].handle if rest in world.groups else rest)
    if kind == "date":
        return label or rest
    return f"@{kind}"


def name(world: World, user: str) -> str:
    return world.users[user].real_name if user in world.users else user


def channel(world: World, where: str) -> str:
    return world.channels[where].name if where in world.channels else where


def _part(world: World, part: Json) -> str:
    match part["type"]:
        case "rich_text_list":
            return "\n".join(f"- {_line(world, e['elements'])}" for e in part["elements"])
        case "rich_text_quote":
            return "\n".join(f"> {row}" for row in _line(world, part["elements"]).split("\n"))
        case _:
            return _line(world, part["elements"])


def _line(world: World, spans: list[Json]) -> str:
    return "".join(_span(world, s) for s in spans)


def _span(world: World, span: Json) -> str:
    match span["type"]:
        case "text":
            return str(span["text"])
        case "link":
            return str(span.get("text") or span["url"])
        case "user":
            return "@" + name(world, span["user_id"])
        case "usergroup":
            return _special(world, f"subteam^{span['usergroup_id']}", "")
        case "channel":
            return "#" + channel(world, span["channel_id"])
        case "date":
            return str(span.get("fallback", span["format"]))
        case kind:
            return f"@{span['range']}" if kind == "broadcast" else f":{span.get('name', kind)}:"


# Whom it notifies


def pings(text_of: str, blocks_of: list[Json]) -> frozenset[str]:
    """User ids, user group ids and broadcasts that a message calls. The text counts even where
    blocks hide it: it is what a notification and a screen reader say."""
    return frozenset((*_called(blocks_of), *_in_mrkdwn(text_of)))


def _called(value: Json) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _called(one)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield from _in_mrkdwn(value["text"])
        elif value.get("type") in {"user", "usergroup", "broadcast"}:
            yield str(value.get("user_id") or value.get("usergroup_id") or value.get("range"))
        else:
            yield from _called(list(value.values()))


def _in_mrkdwn(value: str) -> Iterator[str]:
    for inner in MARK.findall(value):
        target = inner.partition("|")[0]
        if target.startswith("@"):
            yield target[1:]
        elif target.startswith("!subteam^"):
            yield target.removeprefix("!subteam^")
        elif target[1:] in BROADCASTS and target.startswith("!"):
            yield target[1:]
