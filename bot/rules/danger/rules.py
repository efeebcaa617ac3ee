"""What says that somebody's life or health is in danger: patterns over `plain_words`, from `data`.

A file of patterns has one a line; `<who>` stands for any word of `people.txt`, `<thing>` for any of
`things.txt`, and so on for the other files of words.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["life", "self_harm", "violence", "medication", "fall"]
KINDS: tuple[Kind, ...] = ("life", "self_harm", "violence", "medication", "fall")
_WORDS = ("be", "es", "drug", "state", "link")
_LISTS = {"who": "people", "thing": "things", "part": "parts"}
_MACRO = re.compile(r"<([a-z]+)>")


class Rules(NamedTuple):
    """The patterns, compiled.

    `says` has one a kind. What reads like danger is none where a thing follows it ("the overdose
    alert"): behind a `noun` any thing, behind a verb only a part of a screen ("patient stopped
    breathing, eMAR down" is danger); where it is said of a thing ("the monitor died"); where it did
    not happen or is asked about; or where all of the sentence is of what does not happen now.
    """

    says: Mapping[Kind, re.Pattern[str]]
    noun: re.Pattern[str]
    thing_after: re.Pattern[str]
    part_after: re.Pattern[str]
    thing_before: re.Pattern[str]
    not_so: re.Pattern[str]
    not_happening: re.Pattern[str]


@cache
def rules() -> Rules:
    """Read when the first text comes: it takes about a tenth of a second."""
    return Rules(
        says={
            kind: _compiled(rf"\b(?:{'|'.join(lines(kind.replace('_', '-')))})(?!\w)")
            for kind in KINDS
        },
        noun=re.compile(rf"(?:{'|'.join(lines('nouns'))})$"),
        thing_after=_compiled(r" ?(?:(?!<link>\b)[a-z0-9]+ ){0,2}(?!<link>\b)<thing>\b"),
        part_after=_compiled(r" ?(?:(?!<link>\b)[a-z0-9]+ ){0,1}<part>\b"),
        thing_before=_compiled(
            r"\b<thing>(?: (?:<be>|not|no|keeps?|s|which|\d+)){0,6} ?$"
            r"|\b<thing> (?:de|del|para|sobre)(?: (?:la|el|los|las))? ?$"
        ),
        not_so=re.compile(
            r"\b(?:nearly|almost|no ?(?:one|body)|nobody|without anyone|casi|denies|denied)"
            r" (?:\w+ ){0,3}$"
            r"|\b(?:how (?:do|can|to|does|should)|where (?:do|can|are)|in case|idea ,"
            r"|what (?:number|code|form|phone|button|do|does)|do (?:we|i|you)|que numero"
            r"|como (?:se|puedo|hago)"
            r"|if (?:a|an|the|your|any|some\w*)|when(?:ever)? (?:a|an|any)) (?:\w+ )*$"
        ),
        not_happening=re.compile(rf"\b(?:{'|'.join(lines('not-happening'))})\b"),
    )


def lines(name: str) -> list[str]:
    """The lines of a file of `data`, without the one that says what it holds."""
    text = resources.files("bot.rules.danger").joinpath("data", f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def words(name: str) -> frozenset[str]:
    """The words of a file of `data` that has several a line."""
    return frozenset(" ".join(lines(name)).split())


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_spelled_out(pattern))


def _spelled_out(pattern: str) -> str:
    return _MACRO.sub(lambda found: _spelled_out(_alternatives(found[1])), pattern)


@cache
def _alternatives(macro: str) -> str:
    known = sorted(words(_LISTS[macro])) if macro in _LISTS else lines(macro)
    return f"(?:{'|'.join(known)})"
