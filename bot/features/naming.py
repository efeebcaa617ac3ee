"""Reads whom somebody means: colleagues by name or mention, units and teams."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.work import Work
from bot.rules.hospital import Unit
from bot.rules.team_side import side
from bot.words.events import Account, Channel
from bot.words.refusal import Refused
from storage.nouns import people
from storage.nouns.people import Person

NOBODY = (
    "Say whom it is for: win @Ana @Raj what changed. Or name a team: win the data team: what"
    " changed."
)
BOT = "I only pass it on. Name the people or the team that did it."
SELF = "You can't thank yourself; your name stands below it anyway. Name the others."
LEFT = "{name} has left, so nobody can ask them. Name their team instead, such as the lab."
GUEST = "{name} is a guest here. Name the people of this hospital they worked with."
UNKNOWN = (
    "I don't know a colleague called “{name}”. Try the full name, or name their team. Patients are"
    " never named."
)
WHICH = "Which one: {names}? Use the full name."
LONGEST_NAME = 5  # words
MOST = 20
_MENTION = re.compile(r"<@(?P<id>[A-Za-z0-9._:-]+)(?:\|[^>]*)?>")
_NEXT = re.compile(r"(?:[\s,;&+]|and\b)+(?=<?@)", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;&+\n]|\band\b)\s*", re.IGNORECASE)
_TEAM = re.compile(r"(?:the|our) .+|.*\b(?:team|teams|desk|staff|crew|unit|ward|department)", re.I)
_GOAL = re.compile(r"(?:^|\s)#([A-Za-z][\w-]{0,58})")


def person(work: Work, name: str, unknown: str = "", left: str = "") -> Person:
    """The one person of that name; `Refused` when there is none, or more than one.

    `unknown` is the sentence for a name that nobody has, `left` the one for somebody who has left,
    where they are told apart.
    """
    match people.named(work.db, name):
        case [only]:
            return only
        case []:
            gone = people.left(work.db, name) if left else []
            if gone:
                raise Refused(left.format(name=gone[0].name))
            anyone = f"I don't know anyone called “{name[:60]}”. Try their full name."
            raise Refused(unknown or anyone)
        case many:
            raise Refused(WHICH.format(names=", ".join(p.name for p in many[:5])))


def unit(work: Work, name: str) -> Unit | None:
    """The unit that has that name, or that id."""
    units, wanted = work.hospital.units.values(), name.casefold()
    return next((u for u in units if wanted in {u.id.casefold(), u.name.casefold()}), None)


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


def sentence(work: Work, rest: str, where: Channel) -> tuple[Recipients, str]:
    """`@Ana @Raj what changed`, or `Ana and the data team: what changed`: whom, and the words."""
    found, text = Recipients(), rest.strip()
    while text.startswith(("@", "<@")) and not found.wrong:
        text = _mention(work, found, text, where)
        after = _NEXT.match(text)
        text = text[after.end() :] if after else text.removeprefix(":").strip()
    head, colon, words = text.partition(":")
    if found.nobody and not found.wrong and colon and "\n" not in head:
        return names(work, head), words.strip()
    if found.nobody and not found.wrong:
        found.wrong = NOBODY
    return found, text


def _mention(work: Work, found: Recipients, text: str, where: Channel) -> str:
    """Take the person that the text begins with; the rest of the text."""
    if match := _MENTION.match(text):
        account = Account(where.platform, where.workspace, match["id"])
        _add(work, found, people.of_account(work.db, account), match["id"])
        return text[match.end() :].lstrip()
    words = text[1:].split(" ")
    for n in range(min(LONGEST_NAME, len(words)), 0, -1):
        name = " ".join(words[:n]).rstrip(",;:")
        if n == 1 or _whole(work, name):
            _by_name(work, found, name)
            return " ".join(words[n:]).lstrip()
    return ""


def _whole(work: Work, name: str) -> bool:
    known = people.named(work.db, name) + people.left(work.db, name)
    return any(person.name.casefold() == name.casefold() for person in known)


def names(work: Work, text: str, *, myself: bool = False) -> Recipients:
    """People, units and teams, with commas or "and" between them, as a form asks for them."""
    found = Recipients(myself=myself)
    for part in filter(None, _PARTS.split(text.strip())):
        _part(work, found, part.lstrip("@"))
        if found.wrong:
            break
    if len(found.people) > MOST:
        found.wrong = f"That is {len(found.people)} people. Name a team instead of so many."
    return found


def _part(work: Work, found: Recipients, part: str) -> None:
    if (ward := unit(work, part)) is not None:
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
    unknown = BOT if name.casefold() == "corridor" else UNKNOWN.format(name=name[:60])
    try:
        _add(work, found, person(work, name, unknown, LEFT), name)
    except Refused as refused:
        found.wrong = str(refused)


def _add(work: Work, found: Recipients, person: Person | None, name: str) -> None:
    if person is None:
        found.wrong = UNKNOWN.format(name=name[:60])
    elif person.id == work.me.id and not found.myself:
        found.wrong = SELF
    elif person.gone:
        found.wrong = LEFT.format(name=person.name)
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
