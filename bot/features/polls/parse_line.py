"""Reads a poll that somebody types in one line, into the same values as the form sends."""

import re
from collections.abc import Mapping

from bot.features.polls.kinds import ALIASES, KINDS
from bot.words.refusal import Refused

FLAG = re.compile(r"(?:^|(?<=\s))(?:--\s?|[\u2013\u2014])(?P<name>[a-z][a-z-]*)\b:?", re.IGNORECASE)
QUOTED = re.compile(r'["\u201c\u201d\u201e]([^"\u201c\u201d\u201e]*)["\u201c\u201d\u201f]')
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
KNOWN += "--limit, --quorum, --repeat, --scale, --save, --template, or a kind such as --ranked"


def read(text: str) -> dict[str, str]:
    """The form's values. Options follow the question after |, one a line, in quotes, or after a
    question mark with commas between them; what is special follows after --.

    `Refused` for a -- that means nothing.
    """
    # A long dash, which phones make of two short ones, counts where a word of ours follows.
    words = TAKES.keys() | SWITCHES.keys() | KINDS.keys() | ALIASES.keys()
    flags = [
        flag
        for flag in FLAG.finditer(text)
        if flag[0].lstrip().startswith("--") or flag["name"].lower() in words
    ]
    values = body(text[: flags[0].start()] if flags else text)
    for flag, following in zip(flags, [*flags[1:], None], strict=False):
        end = following.start() if following else len(text)
        _put(values, flag["name"].lower(), text[flag.end() : end].strip(" ,|\n"))
    return values


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
    question, *options = _parts(text.strip())
    if not options and "?" in question:
        asked, _, rest = question.partition("?")
        if rest.strip():
            question, options = f"{asked}?", rest.split(",")
    kept = [option.strip() for option in options]
    return {"question": question.strip(), "options": "\n".join(filter(None, kept))}


def _parts(text: str) -> list[str]:
    if "|" in text:
        return text.split("|")
    if "\n" in text:
        return text.split("\n")
    if text.startswith(('"', "\u201c", "\u201e")) and (quoted := QUOTED.findall(text)):
        rest = QUOTED.sub("", text, count=1).strip(" ,")
        loose = [] if len(quoted) > 1 or not rest else rest.split(",")
        return [*quoted, *loose]
    return [text]
