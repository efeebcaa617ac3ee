"""Finds the person whom a file names, by e-mail address or by name as rosters write it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.rosters.absences import folded
from bot.settings.plain import suggestion

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")  # "(she/her)", "(5W)"
_TITLES = frozenset(
    (
        *("dr", "mr", "mrs", "ms", "mx", "miss", "prof", "sister", "nurse", "sr", "sra"),
        *(
            "md",
            "do",
            "rn",
            "bsn",
            "msn",
            "np",
            "pa",
            "pa-c",
            "pharmd",
            "phd",
            "lpn",
            "cna",
            "frcp",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who may be on a roster, as far as it matters here."""

    id: int
    name: str
    email: str
    unit: str


Names = Mapping[str, Sequence[Staff]]


def people_by_name(staff: Iterable[Staff]) -> Names:
    """People by e-mail address and by name, in any case and with or without accents."""
    names: dict[str, list[Staff]] = {}
    for person in staff:
        for word in {folded(person.email), *_forms(person.name)} - {""}:
            names.setdefault(word, []).append(person)
    return names


def found(who: str, names: Names) -> Sequence[Staff]:
    """Everybody of that name or address; of several the one whose name is written just so."""
    for form in _forms(who):
        if there := names.get(form):
            exact = [one for one in there if who.strip().casefold() == one.name.casefold()]
            return exact if len(exact) == 1 else there
    return ()


def person_of(who: str, names: Names) -> Staff:
    """The one person of that name or address; ValueError, with a sentence, otherwise."""
    there = found(who, names)
    if not there:
        near = suggestion(who, list(names), cutoff=0.8)
        mend = near or "Add them to corridor.toml, or have them write to Corridor once."
        raise ValueError(f'nobody here is called "{who[:60]}". {mend}')
    if len(there) > 1:
        raise ValueError(f'{len(there)} people are called "{who[:60]}". Use the e-mail address.')
    return there[0]


def _forms(name: str) -> list[str]:
    """How a name may be written: as it is, and without titles and pronouns, surname last."""
    whole = folded(name)
    bare = folded(_ASIDE.sub(" ", name))
    parts = [part.strip() for part in bare.split(",")]
    parts = [part for part in parts if part and part.strip(".") not in _TITLES]
    if len(parts) == 2:
        parts = [f"{parts[1]} {parts[0]}"]
    plain = " ".join(w for w in ", ".join(parts).split() if w.strip(".,") not in _TITLES)
    return list(dict.fromkeys(form for form in (whole, plain) if form))
