"""Reads what people type in Teams: their words, without the markup that Teams wraps them in."""

import html
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

BLOCKS = frozenset(
    {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"}
    | {"table", "tr", "ul"}
)
SILENT = frozenset({"script", "style", "attachment", "systemeventmessage"})
_AT = re.compile(r"<at\b[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
_MARKED = frozenset({"xml", "html"})


def typed(activity: Mapping[str, object]) -> str:
    """The text of a message, without the mention of the bot itself. Other people's mentions stay
    as "@Name"; line breaks are kept."""
    text = activity.get("text")
    if not isinstance(text, str):
        return ""
    for own in _own(activity):
        text = text.replace(own, " ")
    if activity.get("textFormat") in _MARKED:
        return plain_html(text)
    return _tidy(html.unescape(_AT.sub(r"@\1", text)))


def _own(activity: Mapping[str, object]) -> Iterator[str]:
    """How the message spells its mentions of whoever it was sent to: the bot."""
    bot = _of(activity.get("recipient"), "id")
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if _of(entity, "type") == "mention" and bot and _of(entity.get("mentioned"), "id") == bot:
            spelt = _of(entity, "text")
            if spelt:
                yield spelt


def _of(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def plain_html(body: str) -> str:
    """The words of a message that comes as HTML, a line a paragraph."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return _tidy("".join(reader.said))


def _tidy(text: str) -> str:
    """One kind of space, and no line that is there for its markup only."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "")
    lines = (_SPACES.sub(" ", line).strip() for line in flat.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Keeps the text of HTML; what is no tag at all, such as "5 < 7", stays as it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag == "br" or tag in BLOCKS:
            self.said.append("\n")
        elif tag == "at":
            self.said.append("@")
        elif tag in {"img", "emoji"}:
            self.said.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.said.append("\n")
        elif tag in {"td", "th"}:
            self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)
