"""The text as the detectors read it: NFKC, markup masked, every character traced to its origin."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from bot.privacy.redact import PLACEHOLDER

GONE = "\ue000"  # stands for what was redacted before
SOMEBODY = "\ue001"  # stands for a mention: staff by definition
_OURS = {ord(GONE): " ", ord(SOMEBODY): " "}
_ALIKE = _OURS | str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘⁃", "-")
    | dict.fromkeys("‘’‚‛ʼʹ´", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad\u200e\u200f\u202a\u202c\u061c", "")
    | {"\u2028": "\n", "\u2029": "\n", "\u2044": "/", "\u2022": "\n"}
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "quot": '"', "#39": "'"}
_SPECIAL = re.compile(
    rf"(?P<gone>{PLACEHOLDER.pattern})"
    r"|(?P<at><[@!#][^<>\s|]{1,80}(?:\|[^<>]{0,80})?>|<at[^<>]{0,80}>[^<>]{0,80}</at>)"
    r"|<(?P<link>(?:https?://|tel:|mailto:)[^<>|]{1,2000})(?:\|(?P<shown>[^<>]{0,500}))?>"
    r"|(?P<tag></?[a-zA-Z][^<>]{0,500}>)"
    r"|&(?P<entity>amp|lt|gt|nbsp|quot|#39);"
    r"|(?P<wide>[A-Za-z0-9]?[^\x00-\x7f]+)"
)
_NEEDS_CARE = re.compile(r"[<\[&]|[^\x00-\x7f]")
_HREF = re.compile(r"""href\s*=\s*["']?(?P<to>(?:https?://|tel:|mailto:)[^"'<>\s]+)""", re.I)
_NOT_DIGITS = re.compile(r"\D")
_HTML = re.compile(
    r"</?(?:a|abbr|at|attachment|b|big|blockquote|body|br|code|dd|div|dl|dt|em|emoji|font|h[1-6]|head|hr|html|i|img|li"
    r"|mark|meta|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt"
    r"|u|ul|video|del|ins|q|label|input|button|form|systemeventmessage|codeblock)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h\d)\b", re.I)


class Piece(NamedTuple):
    """From place `here` on the text reads as the original's first to last; letter by letter the
    same where it is `straight`, else as a whole."""

    here: int
    first: int
    last: int
    straight: bool

    def start(self, place: int) -> int:
        return self.first + place - self.here if self.straight else self.first

    def end(self, place: int) -> int:
        return self.first + place - self.here + 1 if self.straight else self.last


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is what to search; `span` answers in places of the text as it was given."""

    text: str
    pieces: tuple[Piece, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        if not self.pieces:
            return start, end
        return self._piece(start).start(start), self._piece(end - 1).end(end - 1)

    def rewritten(self, edits: Sequence[tuple[int, int, str]]) -> "Plain":
        """With other words in some places, in order: each reads for the whole of what stood there."""
        out: list[str] = []
        pieces: list[Piece] = []
        at = here = 0
        for start, end, words in (*edits, (len(self.text), len(self.text), "")):
            moved = here - at
            pieces += (p._replace(here=p.here + moved) for p in self._between(at, start))
            out += (self.text[at:start], words)
            here += start - at
            if words:
                pieces.append(Piece(here, *self.span(start, end), straight=False))
            here, at = here + len(words), end
        return Plain("".join(out), tuple(pieces))

    def _between(self, start: int, end: int) -> Iterator[Piece]:
        """The pieces of text[start:end], the first cut to begin there."""
        if start == end:
            return
        if not self.pieces:
            yield Piece(start, start, end, straight=True)
            return
        first = bisect_right(self.pieces, start, key=itemgetter(0)) - 1
        for piece in self.pieces[first:]:
            if piece.here >= end:
                return
            cut = max(piece.here, start)
            yield piece._replace(here=cut, first=piece.start(cut)) if cut > piece.here else piece

    def _piece(self, place: int) -> Piece:
        return self.pieces[bisect_right(self.pieces, place, key=itemgetter(0)) - 1]


def plain(text: str) -> Plain:
    """Reads a person's text, with Slack's or Teams' markup or none."""
    if not _NEEDS_CARE.search(text):
        return Plain(text)
    out: list[str] = []
    pieces: list[Piece] = []
    here = 0
    for read, first, last, straight in _stretches(text):
        if read:
            out.append(read)
            pieces.append(Piece(here, first, last, straight))
            here += len(read)
    return Plain("".join(out), tuple(pieces))


def _stretches(text: str) -> Iterator[tuple[str, int, int, bool]]:
    at = 0
    for match in _SPECIAL.finditer(text):
        yield text[at : match.start()], at, match.start(), True
        for read, first, last in _pieces(match):
            yield read, first, last, False
        at = match.end()
    yield text[at:], at, len(text), True


def _pieces(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """What a special stretch reads as, and which places of the original each piece covers."""
    if match["wide"]:
        yield from _composed(match["wide"], match.start())
        return
    if match["gone"]:
        read = GONE
    elif match["at"]:
        read = SOMEBODY
    elif match["link"]:
        read = _link(match["link"], match["shown"] or "")
    elif match["tag"]:
        read = _tag(match["tag"])
    else:
        read = _ENTITIES[match["entity"]]
    yield read, match.start(), match.end()


def _composed(wide: str, at: int) -> Iterator[tuple[str, int, int]]:
    """NFKC of each letter with the marks that follow it."""
    start = 0
    for end in range(1, len(wide) + 1):
        if end < len(wide) and unicodedata.combining(wide[end]):
            continue
        letter = unicodedata.normalize("NFKC", wide[start:end]).translate(_ALIKE)
        yield letter, at + start, at + end
        start = end


def _link(target: str, shown: str) -> str:
    bare = re.sub(r"^(?:tel|mailto):", "", target, flags=re.I)
    bare = unicodedata.normalize("NFKC", bare).translate(_OURS)
    shown = unicodedata.normalize("NFKC", shown).translate(_OURS)
    digits = _NOT_DIGITS.sub("", shown)
    # A telephone makes links of pagers, too: what was typed counts, not what the link dials.
    if digits and target[:4].lower() == "tel:" and _NOT_DIGITS.sub("", bare).endswith(digits):
        return shown
    return bare if not shown or shown in bare else f"{bare} {shown}"


def _tag(tag: str) -> str:
    if href := _HREF.search(tag):
        return f" {_link(href['to'], '')} "
    if not _HTML.match(tag):  # XML as interfaces write it, whose attributes may tell who it is
        inner = tag.strip("<>").translate(_OURS)
        return " " if inner[0] == "/" else f" {inner}: "
    return "\n" if _BREAK.match(tag) else " "
