"""Reads what people type in Teams: their words, without the markup that Teams wraps them in."""

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser

from bot.words.typed import OURS, addressed

BLOCKS = frozenset(
    {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"}
    | {"table", "tr", "ul"}
)
SILENT = frozenset({"script", "style", "attachment", "systemeventmessage"})
_AT = re.compile(r"<at\b[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_ATTACHED = re.compile(r"<attachment\b[^>]*>(?:\s*</attachment>)?", re.IGNORECASE)
_QUOTE = re.compile(r"schema\.skype\.com/(?:Reply|Forward)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
_MARKED = frozenset({"xml", "html"})


def typed(activity: Mapping[str, object]) -> str:
    """The text of a message, without the mention of the bot itself and without what it replies to
    or forwards (`adapters.teams.quotes`). Other people's mentions stay as "@Name"; line breaks are
    kept."""
    text = activity.get("text")
    if not isinstance(text, str):
        return ""
    marked = _with_ours(text, activity)
    if activity.get("textFormat") in _MARKED:
        return addressed(plain_html(marked))
    return addressed(_tidy(html.unescape(_AT.sub(r"@\1", _ATTACHED.sub("", marked)))))


def mentioned(activity: Mapping[str, object]) -> list[tuple[str, str]]:
    """The people whom a message mentions, in its order: what stands behind the "@" in what is
    `typed`, and their id; the directory's, where Teams tells it, else the connector's."""
    text, bot = activity.get("text"), _of(activity.get("recipient"), "id")
    found = []
    for tag, entity in _told(text if isinstance(text, str) else "", activity):
        person = entity.get("mentioned")
        who = _of(person, "aadObjectId") or _of(person, "id")
        if who and _of(person, "id") != bot and not who.startswith(("28:", "19:")):
            found.append((_name(tag), who))
    return found


def _told(
    text: str, activity: Mapping[str, object]
) -> list[tuple[re.Match[str], Mapping[str, object]]]:
    """Each tag with the entity that tells whom it means. They come in the same order; where they
    are not as many, by the name that both say, each entity once."""
    entities = activity.get("entities")
    listed = entities if isinstance(entities, list) else []
    told = [one for one in listed if isinstance(one, Mapping) and _of(one, "type") == "mention"]
    tags = list(_AT.finditer(text))
    if len(tags) == len(told):
        return list(zip(tags, told, strict=True))
    pairs = []
    for tag in tags:
        same = [one for one in told if _said(_of(one, "text")) == _said(tag[0])]
        if same:
            pairs.append((tag, same[0]))
            told.remove(same[0])
    return pairs


def _name(tag: re.Match[str]) -> str:
    return " ".join(html.unescape(_TAG.sub("", tag[1])).split()).removeprefix("@")


def _with_ours(text: str, activity: Mapping[str, object]) -> str:
    """With `OURS` for every mention of whoever it was sent to: the bot. Tags and entities come in
    the same order; where they are not as many, a tag is ours that says our name, or the name that
    an entity of ours says."""
    bot, name = (_of(activity.get("recipient"), part) for part in ("id", "name"))
    entities = activity.get("entities")
    told = (
        [one for one in entities if _of(one, "type") == "mention"]
        if isinstance(entities, list)
        else []
    )
    ours = [bool(bot) and _of(one.get("mentioned"), "id") == bot for one in told]
    names = {_said(_of(one, "text")) for one, own in zip(told, ours, strict=True) if own} | {
        _said(name)
    }
    tags = list(_AT.finditer(text))
    pairs = ours if len(ours) == len(tags) else [_said(tag[0]) in names - {""} for tag in tags]
    for tag, own in reversed(list(zip(tags, pairs, strict=True))):
        if own:
            text = f"{text[: tag.start()]}{OURS}{text[tag.end() :]}"
    return text


def _said(mention: str) -> str:
    """The name that a mention says, without its tag."""
    return html.unescape(_TAG.sub("", mention)).strip().removeprefix("@").casefold()


def _of(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def plain_html(body: str) -> str:
    """The words of a message that comes as HTML, a line a paragraph; without what Teams has put
    there of the message that it replies to or forwards."""
    return parted_html(body)[0]


def parted_html(body: str) -> tuple[str, tuple[str, ...]]:
    """The words of a message's writer, and the messages that it replies to or forwards."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    quoted = tuple(filter(None, (_tidy("".join(one)) for one in reader.quoted)))
    return _tidy("".join(reader.said)), quoted


def _tidy(text: str) -> str:
    """One kind of space, and no line that is there for its markup only."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u200b", "")
    lines = (_SPACES.sub(" ", line).strip() for line in flat.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Keeps the text of HTML; what is no tag at all, such as "5 < 7", stays as it is. `quoted` is
    what stands in the blocks that Teams makes of other messages; who wrote those and when is left
    out. A quote that somebody makes themselves is their own words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.quoted: list[list[str]] = []
        self.silent = 0
        self.deep = 0  # quotes within quotes
        self.unsaid = ""  # the tag of who wrote a quoted message, while it is open

    @property
    def into(self) -> list[str]:
        return self.quoted[-1] if self.deep else self.said

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "blockquote" and (self.deep or _QUOTE.search(told.get("itemtype") or "")):
            self.quoted += [] if self.deep else [[]]
            self.deep += 1
        elif self.deep and told.get("itemprop") in {"mri", "time"}:
            self.unsaid = tag
        elif tag in SILENT:
            self.silent += 1
        elif tag == "br" or tag in BLOCKS:
            self.into.append("\n")
        elif tag == "at":
            self.into.append("@")
        elif tag in {"img", "emoji"}:
            self.into.append(told.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self.deep:
            self.deep -= 1
        elif self.unsaid == tag:
            self.unsaid = ""
        elif tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.into.append("\n")
        elif tag in {"td", "th"}:
            self.into.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.unsaid:
            self.into.append(data)
