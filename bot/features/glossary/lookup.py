"""The words that Corridor brings along, and how a word is looked up."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

QUOTES = " \t\"'\u2018\u2019\u201c\u201d"
_ASKING = re.compile(
    r"^(?:(?:is|are|does|do|what|whats|what's|the|a|an|define|meaning of)\s+)+", re.IGNORECASE
)
_ENDING = re.compile(r"(?:\s+(?:mean|means|stand for))?[\s?.!\"'\u2019\u201d]*$", re.IGNORECASE)
_HERE = re.compile(r"\s+here\b[\s?.!]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word, and what each side means by it: the same text where they mean the same."""

    name: str
    clinical: str
    it: str

    @property
    def shared(self) -> bool:
        return self.clinical == self.it or not (self.clinical and self.it)


def key(words: str) -> str:
    """A word as it is looked up: without case, quotes or space around it."""
    return " ".join(words.casefold().strip(QUOTES).split())[:80]


def asked(rest: str) -> tuple[str, bool]:
    """The word that is asked about ("does eMAR mean here?"), and whether the room should see it."""
    here = _HERE.search(rest) is not None
    words = _HERE.sub("", rest)
    return _ENDING.sub("", _ASKING.sub("", words.strip())).strip(QUOTES), here


@cache
def book() -> Mapping[str, Meaning]:
    """Every word and every other way to write it."""
    text = files(__package__).joinpath("terms.toml").read_text(encoding="utf-8")
    meanings: dict[str, Meaning] = {}
    for term in tomllib.loads(text)["term"]:
        means = term.get("means", "")
        meaning = Meaning(term["name"], term.get("clinical", means), term.get("it", means))
        for word in (term["name"], *term.get("also", ())):
            meanings.setdefault(key(word), meaning)
    return meanings


def own() -> list[Meaning]:
    """The words that come with Corridor, each once, by name."""
    return sorted(dict.fromkeys(book().values()), key=lambda meaning: key(meaning.name))
