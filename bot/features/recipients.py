"""Reads whom a win or a task force is for: colleagues, units and teams, in a sentence or a form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.work import Work
from bot.features import naming
from bot.rules.team_side import side
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import people
from storage.nouns.people import Person

NOBODY = (
    f"Say whom it is for: {say('win @Ana @Raj what changed')}. Or name a team:"
    f" {say('win the data team: what changed')}."
)
BOT = "I only pass it on. Name the people or the team that did it."
SELF = "You can't thank yourself; your name stands below it anyway. Name the others."
LEFT = "{name} has left, so nobody can ask them. Name their team instead, such as the lab."
GUEST = "{name} is a guest here. Name the people of this hospital they worked with."
UNKNOWN = (
    "I don't know a colleague called “{name}”. Try the full name, or name their team. Patients are"
    " never named."
)
LONGEST_NAME = 5  # words
MOST = 20
_MARK = r"[\U000f0000-\U000f03ff]"
_MENTIONED = re.compile(rf"{_MARK}(?:['\u2019]s\b)?")
_NEXT = re.compile(rf"(?:[\s,;&+]|and\b)+(?=@|{_MARK})", re.IGNORECASE)
_THANKS = re.compile(
    rf"(?:(?:many|big|huge|special) )?(?:thanks|thank you|thx|kudos|props|shout-?out|hats off)"
    rf"(?: (?:so much|a lot))?(?: to| for)?[\s,:]+(?=@|{_MARK})",
    re.IGNORECASE,
)
_JOINTS = frozenset(("and", "by", "with", "to", "thanks", "thank", "you", "many", "kudos", "props"))
_LAST = re.compile(rf"(?:(?P<mark>{_MARK})(?:['\u2019]s)?|(?P<name>@[^@\s][^@]*))[\s.!)]*$")
_PARTS = re.compile(r"\s*(?:[,;&+\n]|\band\b)\s*", re.IGNORECASE)
_TEAM = re.compile(r"(?:the|our) .+|.*\b(?:team|teams|desk|staff|crew|unit|ward|department)", re.I)
_GOAL = re.compile(r"(?:^|\s)#([A-Za-z][\w-]{0,58})")


@dataclass(slots=True)
class Recipients:
    """Whom a win is for; `wrong` says what could not be read and how to say it right. Of the teams
    in `unsided` nobody has said which side they are on."""

    people: list[Person] = field(default_factory=list)
    teams: list[tuple[str, str]] = field(default_factory=list)
    unsided: list[str] = field(default_factory=list)
    wrong: str = ""
    myself: bool = False  # whether the asker may be among them

    @property
    def nobody(self) -> bool:
        return not self.people and not self.teams and not self.unsided

    def take(self, person: Person) -> None:
        if person not in self.people:
            self.people.append(person)


def sentence(work: Work, rest: str) -> tuple[Recipients, str]:
    """`@Ana @Raj what changed`, `what changed, thanks to @Ana` or `Ana and the data team: what
    changed`: whom, and the words."""
    found, text = Recipients(), naming.marked(work, rest).strip()
    thanks = _THANKS.match(text)
    text = _in_front(work, found, text[thanks.end() :] if thanks else text)
    if thanks:
        text = re.sub(r"^for\s+", "", text, flags=re.IGNORECASE)
    head, colon, words = text.partition(":")
    if found.nobody and not found.wrong and colon and "\n" not in head:
        return names(work, head), naming.shown(work, words.strip())
    if found.nobody and not found.wrong:
        text = _at_the_end(work, found, text)
    if found.nobody and not found.wrong:
        found.wrong = NOBODY
    return found, naming.shown(work, text)


def _in_front(work: Work, found: Recipients, text: str) -> str:
    """Take the people that the text begins with; the rest of it."""
    while not found.wrong:
        if mention := _MENTIONED.match(text):
            _by_name(work, found, text[0])
            text = text[mention.end() :].lstrip()
        elif text.startswith("@"):
            text = _typed(work, found, text)
        else:
            break
        after = _NEXT.match(text)
        text = (
            text[after.end() :]
            if after
            else re.sub(r"^(?:[:,]\s*|[-\u2010-\u2015\u2212]+\s+)+", "", text).strip()
        )
    return text


def _typed(work: Work, found: Recipients, text: str) -> str:
    """Take the name that the text begins with, typed behind an "@"; the rest of the text."""
    words = text[1:].split()
    for n in range(min(LONGEST_NAME, len(words)), 0, -1):
        name = " ".join(words[:n]).rstrip(",;:")
        if n == 1 or naming.is_name(work, name):
            _by_name(work, found, name)
            return text[1:].split(maxsplit=n)[n] if len(words) > n else ""
    return ""


def _at_the_end(work: Work, found: Recipients, text: str) -> str:
    """Take the people that the text ends with; what stands before them."""
    while (last := _LAST.search(text)) is not None:
        name = last["mark"] or last["name"].rstrip(" .!)")
        if not last["mark"] and len(naming.find(work, name.lstrip("@"))) != 1:
            break
        _by_name(work, found, name)
        if found.wrong:
            break
        text = _unjoined(text[: last.start()])
    found.people.reverse()
    return text


def _unjoined(text: str) -> str:
    """Without what joins the people at its end to what was done: ", thanks to"."""
    while True:
        text = text.rstrip(" \n,;:&+(-\u2013\u2014")
        before, _, word = text.rpartition(" ")
        if word.casefold() not in _JOINTS:
            return text
        text = before


def names(work: Work, text: str, *, myself: bool = False) -> Recipients:
    """People, units and teams, with commas or "and" between them, as a form asks for them."""
    found = Recipients(myself=myself)
    for part in naming.parts(work, text, lambda name: naming.unit(work, name)):
        _part(work, found, part.lstrip("@"))
        if found.wrong:
            break
    if len(found.people) > MOST:
        found.wrong = f"That is {len(found.people)} people. Name a team instead of so many."
    return found


def _part(work: Work, found: Recipients, part: str) -> None:
    if (ward := naming.unit(work, part)) is not None:
        found.teams.append((ward.name, "clinical"))
    elif _TEAM.fullmatch(part) and not people.named(work.db, part):
        _team(found, part[:60])
    else:
        _by_name(work, found, part)


def _team(found: Recipients, name: str) -> None:
    """On the side that its name tells; where it tells none, somebody has to say."""
    if known := side(name):
        found.teams.append((name, known))
    else:
        found.unsided.append(name)


def _by_name(work: Work, found: Recipients, name: str) -> None:
    unknown = BOT if name.lstrip("@").casefold() == "corridor" else UNKNOWN.format(name=name[:60])
    try:
        _add(work, found, naming.person(work, name, unknown, LEFT))
    except Refused as refused:
        found.wrong = str(refused)


def _add(work: Work, found: Recipients, person: Person) -> None:
    if person.id == work.me.id and not found.myself:
        found.wrong = SELF
    elif person.guest:
        found.wrong = GUEST.format(name=person.name)
    else:
        found.take(person)


def goal(text: str) -> tuple[str, str]:
    """The shared goal that a text is tagged with (`#safer-meds`), and the text without it."""
    tag = _GOAL.search(text)
    if tag is None:
        return "", text
    return tag[1], " ".join((text[: tag.start()] + text[tag.end() :]).split())


def team(words: str, side: str) -> Sequence[tuple[str, str]]:
    """A side's teams as a form asks for them."""
    return [(part[:60], side) for part in filter(None, _PARTS.split(words.strip()))]
