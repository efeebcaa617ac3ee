"""Links that name a person: /patients/maria-gonzalez, ?lastName=Gonzalez, patientName=SMITH^JOHN."""

import re
from urllib.parse import unquote_plus

from bot.privacy.lexicon import Lexicon

_QUERY = re.compile(
    r"[?&;#](?P<key>(?:patient|pt|pat|full|first|last|f|l|sur|given|family|subscriber|member|guarantor|mother|birth|maiden|nok)?"
    r"[_-]?(?:name|nm)|first|last|surname|given|family|patient|pt|nombre|apellidos?)=(?P<value>[^&#\s]{2,80})",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"(?<=/)[^/?#\s]{3,80}")
_OF_PATIENTS = re.compile(
    r"/(?:patients?|pts?|p|charts?|ehr|emr|records?|members?|persons?|encounters?|visits?|consents?|results?|labs?|intake|referrals?|wristbands?"
    r"|portal|mychart|pacientes?)/",
    re.IGNORECASE,
)
_OF_STAFF = re.compile(
    r"/(?:users?|staff|team|teams|people|authors?|providers?|doctors?|physicians?|profiles?|employees?|wiki|display|blog|docs?|browse|issues?"
    r"|kb|help|guides?|~[\w.-]+)/",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:html?|aspx?|pdf|php|jsp|png|jpe?g|docx?|xlsx?|zip)$")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_HOST = re.compile(r"^(?:https?://)?[^/?#\s]*", re.IGNORECASE)


def names_somebody(link: str, lexicon: Lexicon) -> bool:
    """Whether a field of the query holds a name, or a part of the path is two."""
    path = _HOST.sub("", link, count=1)
    if "=" in path and any(_field(match["value"], lexicon) for match in _QUERY.finditer(path)):
        return True
    if _OF_STAFF.search(path):
        return False
    of_patients = _OF_PATIENTS.search(path) is not None
    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    return any(
        _two_names(part, lexicon, of_patients=of_patients) for part in _SEGMENT.findall(bare)
    )


def _field(value: str, lexicon: Lexicon) -> bool:
    """Whether a value can be a name: a word that is one, or that no list has."""
    weights = [lexicon.weight(word) for word in _WORDS.findall(unquote_plus(value).lower())]
    if not weights or len(weights) > 4 or any(w.plain for w in weights):
        return False
    return all(w.maybe or w.unknown for w in weights)


def _two_names(part: str, lexicon: Lexicon, *, of_patients: bool) -> bool:
    """Two or three words that are names; surely, where the path does not speak of patients."""
    whole = _FILE.sub("", unquote_plus(part).lower())
    weights = [lexicon.weight(word) for word in _WORDS.findall(whole)]
    if not 2 <= len(weights) <= 3 or any(w.plain for w in weights):
        return False
    sure = sum(w.surely for w in weights)
    if of_patients:
        return sure > 0 or all(w.maybe for w in weights)
    return sure == len(weights) or (sure > 0 and all(w.maybe and w.word < 3 for w in weights))
