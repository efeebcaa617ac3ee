"""Spans as Teams shows them: rich text, which knows no markup, wherever Teams has it; else
markdown with everything that people typed escaped."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias, assert_never
from urllib.parse import quote, urlsplit

from bot.words.cards import Bold, Link, Mention, Span, Spans, To, When
from bot.words.events import Account

Json: TypeAlias = dict[str, object]
Tags: TypeAlias = Mapping[Account, str]
OPENS = frozenset({"http", "https", "mailto", "tel"})
MOST_TAGS, LONGEST_NAME, LONGEST_URL = 20, 100, 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FUNCTION = re.compile(r"(?<=\{)(?=\{(?:DATE|TIME)\()|(?<=\$)(?=\{)", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"[^\w .,'()\u2019-]|_")
_ACTIVE = re.compile(
    r"[*`\[\]]"  # emphasis, code and links
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore that is not inside a word
    r"|~(?=~)|(?<=~)~"
    r"|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|\\(?=[!-/:-@\[-`{-~])"
)
_STARTS = re.compile(r"^(?P<marker>[#>+]|-(?=[\s-]|$)|=+\s*$)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: small and quiet, strong, in a fixed width, or in a colour."""

    quiet: bool = False
    strong: bool = False
    fixed: bool = False
    colour: str = ""


PLAIN = Look()


@cache
def style(look: Look) -> Json:
    """What rich text and text blocks have in common; not to be changed."""
    chosen = {
        "isSubtle": True if look.quiet else None,
        "size": "Small" if look.quiet else None,
        "weight": "Bolder" if look.strong else None,
        "fontType": "Monospace" if look.fixed else None,
        "color": look.colour or None,
    }
    return {name: value for name, value in chosen.items() if value is not None}


@dataclass(frozen=True, slots=True)
class MentionTags:
    """The accounts that a card can call by name, each with a tag of its own."""

    tags: Tags = field(default_factory=dict)

    def entities(self) -> list[Json]:
        """What makes the tags mentions; it goes with the card."""
        return [
            {"type": "mention", "text": tag, "mentioned": {"id": account.id, "name": _inner(tag)}}
            for account, tag in self.tags.items()
        ]

    def tag(self, span: Span) -> str:
        return self.tags.get(span.account, "") if isinstance(span, Mention) else ""


NOBODY = MentionTags()


def mention_tags(told: Iterable[Spans], tenant: str = "") -> MentionTags:
    """Tags for the Teams accounts named in these spans, where a `tenant` is given for its own
    only. Two people of one name get two tags; people past the twentieth are named only."""
    tags: dict[Account, str] = {}
    for span in (span for spans in told for span in spans):
        if not isinstance(span, Mention) or len(tags) >= MOST_TAGS:
            continue
        account, name = span.account, clean_name(span.account.name)
        if account not in tags and name and _taggable(account, tenant):
            tags[account] = _tag(name, set(tags.values()))
    return MentionTags(tags)


def _taggable(account: Account, tenant: str) -> bool:
    ours = account.platform == "teams" and tenant in {"", account.workspace}
    return ours and bool(account.id) and len(account.id) <= LONGEST_NAME


def clean_name(name: str) -> str:
    """A name in letters that mean nothing to Teams, in which it looks for the tag."""
    return " ".join(_NOT_A_NAME.sub(" ", name[:LONGEST_NAME]).split())


def _tag(name: str, taken: set[str]) -> str:
    tags = (f"<at>{name}{f' ({n})' if n else ''}</at>" for n in (0, *range(2, MOST_TAGS + 2)))
    return next(tag for tag in tags if tag not in taken)


def _inner(tag: str) -> str:
    return tag.removeprefix("<at>").removesuffix("</at>")


def paragraph(told: Spans, names: MentionTags = NOBODY, look: Look = PLAIN) -> list[Json]:
    """A paragraph: no element where it says nothing. Mentions need a text block."""
    if any(names.tag(span) for span in told):
        text = markdown(told, names)
        styled = {k: v for k, v in style(look).items() if k != "weight" or "**" not in text}
        return [{"type": "TextBlock", "text": text, "wrap": True, **styled}]
    inlines = [run for span in told for run in _runs(span, look)]
    return [{"type": "RichTextBlock", "inlines": inlines}] if inlines else []


def _runs(span: Span, look: Look) -> Iterator[Json]:
    match span:
        case str():
            yield from _run(span, look)
        case Bold(text):
            yield from _run(text, look, weight="Bolder")
        case Link(text, url):
            yield from _link(text, url, look)
        case Mention(account):
            yield from _run(f"@{account.name or account.id}", look, weight="Bolder")
        case When(_, text) | To(text, _):
            yield from _run(text, look)
        case _:
            assert_never(span)


def _run(text: str, look: Look, **more: object) -> Iterator[Json]:
    """Runs of a text; what Teams would take for a function of its own is cut in two."""
    shown = clean(text)
    for piece in _FUNCTION.split(shown) if "{" in shown else (shown,):
        if piece:
            yield {"type": "TextRun", "text": piece, **style(look), **more}


def _link(text: str, url: str, look: Look) -> Iterator[Json]:
    if not safe(url):
        yield from _run(f"{text} ({url})", look)
        return
    yield from _run(text or url, look, selectAction={"type": "Action.OpenUrl", "url": url})


def safe(url: str) -> bool:
    """Whether it is an address that may be opened from a card."""
    try:
        return urlsplit(url).scheme.lower() in OPENS and len(url) <= LONGEST_URL and _whole(url)
    except ValueError:
        return False


def _whole(url: str) -> bool:
    return not _CONTROL.search(url) and not re.search(r"\s", url)


def clean(text: str) -> str:
    """A text that every client takes: no control characters."""
    if text.isprintable():
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def markdown(told: Spans, names: MentionTags = NOBODY) -> str:
    """The same for elements that read markdown: what people typed shows as they typed it."""
    return line_starts("".join(_marked(span, names) for span in told))


def _marked(span: Span, names: MentionTags) -> str:
    match span:
        case str():
            return escaped(span)
        case When(_, text) | To(text, _):
            return escaped(text)
        case Bold(text):
            return f"**{escaped(text.strip())}**" if text.strip() else ""
        case Link(text, url):
            if not safe(url):
                return escaped(f"{text} ({url})")
            return f"[{escaped(text or url)}]({quote(url, safe=':/?#@!$&,;=%+~.-_')})"
        case Mention(account):
            return names.tag(span) or escaped(f"@{account.name or account.id}")
        case _:
            assert_never(span)


def escaped(text: str) -> str:
    """A text in which no character means anything to markdown, nor to Teams' own functions."""
    marked = _ACTIVE.sub(r"\\\g<0>", clean(text))
    return _FUNCTION.sub(r"\\", marked)


def line_starts(text: str) -> str:
    """Lines that look like the start of a list or a heading stay plain; each line of its own."""
    flat = _INDENT.sub("", text)
    marked = _NUMBERED.sub(r"\1\\\2", _STARTS.sub(r"\\\g<0>", flat))
    return re.sub(r"\n+", "\n\n", marked)
