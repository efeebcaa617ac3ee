"""What wins call people, teams and sides, and who of them a card may name."""

from collections.abc import Iterable

from bot.core.work import Work
from bot.features.speech import SIDES, unit_name, who
from storage.nouns import people, wins
from storage.nouns.people import Person
from storage.nouns.wins import Win, WinPerson

Part = tuple[str, str]  # what it is called, and its side
OTHER = {
    "clinical": "the clinical side: a colleague, a unit or a team",
    "it": "IT's side: a colleague, or a team such as the interface team",
}
OF_SIDE = {"clinical": "the clinical team", "it": "the IT team", "both": "clinical informatics"}


def team_of(work: Work, person: Person) -> str:
    """What is written for someone who stands behind their team."""
    unit = unit_name(work.hospital, person.unit)
    return f"the {unit} team" if unit else OF_SIDE.get(person.side, "the team")


def parts(work: Work, win: Win) -> list[Part]:
    """Whom the win names as far as they have agreed: people first, then teams, each once."""
    found: dict[Part, None] = {}
    for asked, person in everybody(work, win):
        if asked.consent == "named":
            found[person.name, person.side] = None
    for asked, person in everybody(work, win):
        if asked.consent == "team":
            found[asked.team or team_of(work, person), person.side] = None
    return list(found | dict.fromkeys((name, side) for name, side in win.teams))


def wanted(work: Work, win: Win) -> list[Part]:
    """Whom it would name if everybody agreed who has not said no."""
    people_of = [p for a, p in everybody(work, win) if a.consent != "no" and _here(a, p)]
    return [*((p.name, p.side) for p in people_of), *((name, side) for name, side in win.teams)]


def _here(asked: WinPerson, person: Person) -> bool:
    """Whoever has left can't be asked any more; what they have answered still holds."""
    return bool(asked.consent) or not person.gone


def silent(work: Work, win: Win) -> list[tuple[WinPerson, Person]]:
    """Who has not answered yet and still can."""
    return [(a, p) for a, p in everybody(work, win) if not a.consent and not p.gone]


def everybody(work: Work, win: Win) -> list[tuple[WinPerson, Person]]:
    """The people it is for, with what each has answered."""
    found = ((asked, people.get(work.db, asked.person_id)) for asked in wins.named_in(work.db, win))
    return [(asked, person) for asked, person in found if person is not None]


def author(work: Work, win: Win) -> Person | None:
    return people.get(work.db, win.author_id)


def said(part: Part) -> str:
    """ "Ana Ruiz · clinical", as everywhere."""
    name, side = part
    return f"{name} · {SIDES[side]}" if side in SIDES else name


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
