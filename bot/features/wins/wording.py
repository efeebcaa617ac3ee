"""Who is behind a win: its author and whom it names, and what they are called."""

from collections.abc import Iterable

from bot.core.work import Work
from bot.features.speech import SIDES, listed, unit_name, who
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import people, wins
from storage.nouns.people import Person
from storage.nouns.wins import Win, WinPerson

Part = tuple[str, str]  # what it is called, and its side
OTHER = {
    "clinical": "the clinical side: a colleague, a unit or a team",
    "it": "IT's side: a colleague, or a team such as the interface team",
}
OF_SIDE = {"clinical": "the clinical team", "it": "the IT team", "both": "clinical informatics"}


def own(work: Work, win: Win, *states: str) -> None:
    """`Refused` unless whoever acts wrote it, and it is in one of these states."""
    if win.author_id != work.me.id:
        raise Refused(f"Only the person who wrote {win.name} can do that. Nothing was changed.")
    if win.state not in states:
        raise Refused(f"{win.name} has moved on. Type {say(f'win {win.name}')} to see where it is.")


def team_of(work: Work, person: Person) -> str:
    """What is written for someone who stands behind their team."""
    unit = unit_name(work.hospital, person.unit)
    return f"the {unit} team" if unit else OF_SIDE.get(person.side, "the team")


def parts(work: Work, win: Win) -> list[Part]:
    """Whom the win names as far as they have agreed: people first, then teams, each once."""
    agreed: dict[Part, None] = {}
    for asked, person in everybody(work, win):
        if asked.consent == "named":
            agreed[person.name, person.side] = None
    for asked, person in everybody(work, win):
        if asked.consent == "team":
            agreed[asked.team or team_of(work, person), person.side] = None
    return list(agreed | dict.fromkeys((name, side) for name, side in win.teams))


def wanted(work: Work, win: Win) -> list[Part]:
    """Whom it would name if everybody agreed who has not said no. Whoever has left can't be asked
    any more; what they have answered still holds."""
    willing = [
        (person.name, person.side)
        for asked, person in everybody(work, win)
        if asked.consent != "no" and (asked.consent or not person.gone)
    ]
    return [*willing, *((name, side) for name, side in win.teams)]


def silent(work: Work, win: Win) -> list[tuple[WinPerson, Person]]:
    """Who has not answered yet and still can."""
    return [(a, p) for a, p in everybody(work, win) if not a.consent and not p.gone]


def everybody(work: Work, win: Win) -> list[tuple[WinPerson, Person]]:
    """The people it is for, with what each has answered."""
    named = ((asked, people.get(work.db, asked.person_id)) for asked in wins.named_in(work.db, win))
    return [(asked, person) for asked, person in named if person is not None]


def author(work: Work, win: Win) -> Person | None:
    return people.get(work.db, win.author_id)


def said(part: Part) -> str:
    """ "Ana Ruiz · clinical", as everywhere."""
    name, side = part
    return f"{name} · {SIDES[side]}" if side in SIDES else name


def names_of(work: Work, win: Win) -> str:
    """Everybody it names, in a row: "Ana Ruiz · clinical and Raj Patel · IT"."""
    return listed([said(part) for part in parts(work, win)], "nobody")


def missing_side(of: Iterable[Part], by: Person | None) -> str:
    """The side that nobody is named for, or nothing. Whoever says thank you stands for their own
    side; someone of both sides who is thanked stands for the one that is missing."""
    sides = [side for _, side in of] + [by.side if by else ""]
    lacking = [side for side in ("clinical", "it") if side not in sides]
    if len(lacking) == 1 and "both" in sides[:-1]:
        return ""
    return lacking[0] if lacking else ""


def by(work: Work, win: Win) -> str:
    return who(author(work, win))
