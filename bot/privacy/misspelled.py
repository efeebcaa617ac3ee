"""Words that announce an identifier, mistyped by one letter: what they were meant to be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from bot.privacy.lexicon import Weight
from bot.privacy.tokens import Read

Edit = tuple[int, int, str]

_SHORT = 5  # letters from which on one edit is a slip; of shorter words only listed slips are read
_LONG = 7  # letters from which on a wrong or additional letter is one, too
_ANNOUNCING = (
    "patient patients medical record number hospital chart birth birthday birthdate social security account"
    " encounter visit guarantor claim prescription accession specimen insurance member subscriber policy"
    " medicaid medicare beneficiary phone telephone mobile email address license licence passport admitted"
    " admission discharged discharge appointment surgery procedure readmitted transferred deceased delivered"
    " mother father husband daughter brother sister spouse grandmother grandfather guardian caregiver"
    " newborn results orders consent wristband armband bracelet medication medications referral specimens"
    " portal identifier pacemaker implant serial initials emergency contact record's patient's"
    " paciente expediente nacimiento historia teléfono telefono celular seguro dirección direccion"
    " señora señor ingresado ingresada apellido nombre"
).split()
# Slips in words too short to guess: one letter more makes another word of them (MRI, MAR, ETA).
_LISTED = {
    "mnr": "mrn", "mrm": "mrn", "nrm": "mrn", "rmn": "mrn", "mrnn": "mrn", "mmrn": "mrn", "mrrn": "mrn", "mrnm": "mrn",
    "mern": "mrn", "nmr#": "mrn", "dbo": "dob", "bod": "dob", "dobb": "dob", "ddob": "dob", "dpb": "dob", "dib": "dob",
    "ssm": "ssn", "snn": "ssn", "sssn": "ssn", "ssnn": "ssn", "nmae": "name", "naem": "name", "anme": "name",
    "namme": "name", "nam": "name", "fro": "for", "fo": "of", "ofr": "for", "accct": "acct", "atcc": "acct",
    "acctt": "acct", "actt": "acct", "cnsn": "csn", "csnn": "csn", "brith": "birth", "bith": "birth", "birht": "birth",
    "moher": "mother", "mohter": "mother", "cel": "cell", "celll": "cell", "lbas": "labs", "lasb": "labs",
    "labss": "labs", "bron": "born", "bonr": "born", "borm": "born", "chrat": "chart", "chatr": "chart",
    "phoen": "phone", "phne": "phone", "pohne": "phone", "emial": "email", "emal": "email", "fone": "phone",
    "visti": "visit", "wrsitband": "wristband", "recrod": "record", "addres": "address", "adres": "address",
    "mothr": "mother", "liscence": "license", "lisence": "license", "licens": "license", "insurence": "insurance",
}  # fmt: skip


@cache
def _slips() -> dict[str, str]:
    """Each word with a letter swapped, dropped or doubled, and the word."""
    known = frozenset(_ANNOUNCING)
    made: dict[str, str] = {}
    for word in _ANNOUNCING:
        if len(word) >= _SHORT:
            for slip in _one_off(word):
                if slip not in known:
                    made.setdefault(slip, word)
    return made | _LISTED


def _one_off(word: str) -> Iterator[str]:
    for n, letter in enumerate(word):
        yield word[:n] + word[n + 1 :]
        yield word[:n] + letter + word[n:]
        if n:
            yield word[: n - 1] + letter + word[n - 1] + word[n + 1 :]


@cache
def _by_start() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for word in _ANNOUNCING:
        if len(word) >= _LONG - 1:
            groups[word[0]].append(word)
    return groups


def meant(word: str) -> str:
    """The announcing word that `word` is a slip of, or nothing."""
    if found := _slips().get(word):
        return found
    if len(word) < _LONG:
        return ""
    return next((w for w in _by_start().get(word[0], ()) if _apart_by_one(w, word)), "")


def _apart_by_one(right: str, typed: str) -> bool:
    """Whether one letter is wrong or too many; one that is missing is among the slips."""
    if abs(len(right) - len(typed)) > 1:
        return False
    same = 0
    while same < min(len(right), len(typed)) and right[same] == typed[same]:
        same += 1
    tails = (right[same:], typed[same + 1 :]), (right[same + 1 :], typed[same + 1 :])
    return any(one == other for one, other in tails)


def edits(read: Read, weights: list[Weight]) -> Iterator[Edit]:
    """Slips of the pen and what was meant. A capital in the middle of a sentence begins a name."""
    for at in _unlisted(read, weights):
        word = read.words[at]
        if (right := meant(word.low)) and (not word.capital or _begins(read, at)):
            yield word.start, word.end, right


def _unlisted(read: Read, weights: list[Weight]) -> Iterable[int]:
    lows = read.lows
    return [n for n, w in enumerate(weights) if w.unknown or lows[n] in _LISTED]


def _begins(read: Read, at: int) -> bool:
    return at == 0 or read.shouted or "\n" in read.before(at) or "." in read.before(at)
