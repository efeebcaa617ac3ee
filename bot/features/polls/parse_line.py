"""Reads a poll that somebody types in one line, into the same values as the form sends."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from bot.features.polls.kinds import ALIASES, KINDS
from bot.words.refusal import Refused
from bot.words.typed import BULLETS, plain_marks

_DASHED = re.compile(
    r"(?:^|(?<=[\s|(,;*_~`]))-(?P<more>[\s-]*-)?(?P<gap>\s*)(?P<name>[a-z][a-z-]*)\b:?", re.I
)
_ASIDE = re.compile(
    r"(?:^|(?<=[\s*_~`]))[(\[{](?P<name>[a-z][a-z -]{2,20})[)\]}]"
    r"|[,;|\n][\s*_~`]*(?P<last>[a-z][a-z -]{3,20}?)[\s*_~`.]*$"
    r"|(?<=\s)(?:[^\w\s'\"]|_)+\s*(?P<marked>anon[a-z]*)\W*$"
    r"|^[\s*_~`]*(?P<first>[a-z][a-z -]{3,20}?)[*_~`]*\s?[:,|-][*_~`]*(?=\s)",
    re.I,
)
_AROUND = "*_~`"
_QUOTES = ('"', "'")
_QUOTED = re.compile(r"\"([^\"]*)\"|(?:^|(?<=[\s,|]))'([^\s'][^']*)'(?=$|[\s,|])")
_BULLET = re.compile(rf"(?:[{BULLETS}*-]|\(?(?:\d{{1,2}}|[a-z])[.)])\s+(?=\S)", re.IGNORECASE)
_CODE = re.compile(r"`[^`\n]*`")
SEPARATORS = {"|": 1, "\n": 1, ";": 2, "\u3001": 1}  # and how many of each there are at least
TAKES: Mapping[str, str] = {
    "closes": "closes",
    "close": "closes",
    "until": "closes",
    "opens": "opens",
    "open": "opens",
    "for": "who_text",
    "in": "rooms_text",
    "limit": "limit",
    "quorum": "quorum",
    "repeat": "repeats",
    "repeats": "repeats",
    "every": "repeats",
    "scale": "scale",
    "kind": "kind",
    "by": "by",
    "save": "save",
    "template": "template",
}
SWITCHES: Mapping[str, tuple[str, str]] = {
    "anonymous": ("more", "anonymous"),
    "anon": ("more", "anonymous"),
    "add": ("more", "adding"),
    "remind": ("more", "remind"),
    "live": ("figures", "live"),
    "hidden": ("figures", "close"),
    "until-vote": ("figures", "vote"),
    "after-vote": ("figures", "vote"),
}
KNOWN = "--closes, --opens, --for, --in, --anonymous, --live, --until-vote, --add, --remind, "
KNOWN += "--by unit, --limit, --quorum, --repeat, --scale, --save, --template, or a kind such as "
KNOWN += "--ranked"
NAMELESS = frozenset(
    (
        *("anonymous", "anonymously", "anon", "anonym", "anonymised", "anonymized", "anonima"),
        *("anonimo", "nameless", "unnamed", "incognito", "secret", "secretly", "private"),
        *("privately", "confidential", "confidentially", "no names", "without names"),
        *("no-names", "without-names", "secret ballot", "anonymous poll", "anonymous vote"),
    )
)
DOUBT = "doubt"  # what the asker is told was read one way and may be meant otherwise
_SLIPS = 2  # of the finger in a word as long as "anonymous"
WITH_NAMES = (
    "“{word}” stands in it, and this poll is with names. For one without, press Change and tick"
    " “Anonymous”."
)
PART = "I read “{words}” as part of the answer. If you meant it otherwise, press Change."


class _Flag(NamedTuple):
    name: str
    start: int
    end: int


def read(text: str) -> dict[str, str]:
    """The form's values. Options follow the question after |, one a line, in quotes, or after a
    question mark with commas between them; what is special follows after --, however its dashes are
    written, or stands at the beginning.

    Whatever may mean that nobody's name is kept is read so: the asker sees it before it opens. What
    may be meant otherwise is said under `DOUBT`. `Refused` for a -- that means nothing.
    """
    plain = _letters(text)
    flags = list(_flags(plain))
    if flags and not plain[: flags[0].start].strip(f" |({_AROUND}"):
        text, plain, flags = _turned(text, flags)
    end = flags[0].start if flags else len(text)
    asked, nameless = _without_asides(text[:end].rstrip(f" (|,;{_AROUND if flags else ''}"))
    values = body(asked)
    for flag, following in zip(flags, [*flags[1:], None], strict=False):
        end = following.start if following else len(text)
        _put(values, flag.name, text[flag.end : end].strip(f" ,|\n){_AROUND}"))
    if nameless and "anonymous" not in values.get("more", ""):
        _put(values, "anonymous", "")
    if doubt := _doubt(values):
        values[DOUBT] = doubt
    return values


def _letters(text: str) -> str:
    """As long as the text, with plain marks and letters without their accents."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in plain_marks(text))


def _flags(plain: str) -> list[_Flag]:
    found = []
    for match in _DASHED.finditer(plain):
        name = _known(match["name"].lower())
        double = match["more"] is not None
        if double or (name in NAMELESS or (name in _WORDS and not match["gap"])):
            found.append(
                _Flag("anonymous" if name in NAMELESS else name, match.start(), match.end())
            )
    return found


_WORDS = TAKES.keys() | SWITCHES.keys() | KINDS.keys() | ALIASES.keys()


def _known(name: str) -> str:
    """The word that was meant, where a slip of the finger may have taken the names away."""
    near = DamerauLevenshtein.distance(name, "anonymous", score_cutoff=_SLIPS) <= _SLIPS
    return "anonymous" if near and name not in _WORDS else name


def _turned(text: str, flags: list[_Flag]) -> tuple[str, str, list[_Flag]]:
    """With the switches that stand before the question behind it."""
    front = [flag for flag in flags if flag.name in SWITCHES or flag.name in KINDS]
    at = 0
    while at < len(front) and not text[front[at - 1].end if at else 0 : front[at].start].strip(
        " |("
    ):
        at += 1
    moved = "".join(f" --{flag.name}" for flag in front[:at])
    turned = f"{text[front[at - 1].end :].lstrip(' ,;|)')}{moved}" if at else text
    plain = _letters(turned)
    return turned, plain, list(_flags(plain))


def _without_asides(text: str) -> tuple[str, bool]:
    """The text without "(anonymous)", or ", anonymous" at its end, and whether it had one."""
    kept, nameless = text, False
    for match in reversed(list(_ASIDE.finditer(_letters(text)))):
        word = match["name"] or match["last"] or match["marked"] or match["first"]
        if _known(word.strip().lower()) in NAMELESS:
            before, after = kept[: match.start()].rstrip(_AROUND), kept[match.end() :]
            kept, nameless = f"{before} {after.lstrip(_AROUND)}".strip(), True
    return kept, nameless


def _doubt(values: Mapping[str, str]) -> str:
    """What the asker may have meant otherwise."""
    texts = (values.get("question", ""), values.get("options", ""))
    words = re.findall(r"[a-z]+", _letters(" ".join(texts)).lower())
    if "anonymous" not in values.get("more", ""):
        for word in words:
            if _known(word) in NAMELESS - {"private", "secret"}:
                return WITH_NAMES.format(word=word)
    last = values.get("options", "").rpartition("\n")[2]
    if tail := re.search(r"\s-\s*[A-Za-z]+$", plain_marks(last)):
        return PART.format(words=last[tail.start() :].strip())
    return ""


def _put(values: dict[str, str], name: str, value: str) -> None:
    kind = ALIASES.get(name, name)
    if name in SWITCHES:
        field, word = SWITCHES[name]
        values[field] = f"{values[field]},{word}" if values.get(field) else word
    elif name in TAKES:
        values[TAKES[name]] = value
    elif kind in KINDS:
        values["kind"] = kind
        if value:
            values["criteria" if kind == "weighted" else "scale"] = value
    else:
        raise Refused(f"I don't know “--{name[:30]}”. I know: {KNOWN}.")


def body(text: str) -> dict[str, str]:
    """The question and the options."""
    asks, inside = text.strip(), text.strip().lstrip("| ")
    if inside.partition("|")[0].rstrip().endswith("?"):  # a bar before it, as round a table
        asks = inside
    question, *options = _parts(asks)
    if not options and "?" in question:
        asked, _, rest = question.partition("?")
        if rest.strip():
            question, options = f"{asked}?", _split(rest, " / " if " / " in rest else ",")
    kept = [_item(option) for option in options]
    return {"question": _item(question), "options": "\n".join(filter(None, kept))}


def _parts(text: str) -> list[str]:
    plain = _CODE.sub(lambda code: "x" * len(code[0]), plain_marks(text))
    for mark, least in SEPARATORS.items():
        if plain.strip().count(mark) >= least:
            return _split(text, mark, plain)
    if plain.startswith(_QUOTES) and (quoted := list(_QUOTED.finditer(plain))):
        inside = [text[q.start() + 1 : q.end() - 1] for q in quoted]
        rest = text[quoted[0].end() :].strip(" ,")
        loose = [] if len(quoted) > 1 or not rest else rest.split(",")
        return [*inside, *loose]
    return [text]


def _split(text: str, mark: str, plain: str = "") -> list[str]:
    """A text at a mark, which is looked for in `plain`, as long as the text is."""
    parts, at = [], 0
    for piece in (plain or plain_marks(text)).split(mark):
        parts.append(text[at : at + len(piece)])
        at += len(piece) + len(mark)
    return parts


def _item(text: str) -> str:
    """Without the bullet or number of a list, and without the quotes around all of it."""
    bare = text.strip()
    match = _BULLET.match(plain_marks(bare))
    bare = bare[match.end() :].strip() if match else bare
    plain = plain_marks(bare)
    whole = len(plain) > 1 and plain[0] == plain[-1] and plain[0] in _QUOTES
    return bare[1:-1].strip() if whole and plain[0] not in plain[1:-1] else bare
