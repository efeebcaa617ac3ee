"""Which side a team is on, where its name says so (R31); where it does not, somebody is asked."""

import re

_IT = re.compile(
    r"\b(?:it|i\.t\.|help ?desk|service ?desk|interfaces?|integration|networks?|informatics?"
    r"|analysts?|ehr|emr|applications?|apps|infrastructure|servers?|systems?|cyber|databases?|data"
    r"|telecom\w*|desktop|field (?:services?|techs?)|deployment|reporting|developers?|software"
    r"|hardware|end ?user|identity)\b",
    re.IGNORECASE,
)
_CLINICAL = re.compile(
    r"\b(?:nurs\w+|rns?|physicians?|doctors?|midwi\w+|pharmac\w+|lab|laboratory|radiolog\w+"
    r"|therap\w+|surg\w+|icu|ed|er|or|pacu|nicu|ward|clinic\w*|bedside|anesthesia|anaesthesia"
    r"|oncology|cardiology|maternity|birth|triage nurses?|respiratory|phlebotom\w+|case managers?"
    r"|social work\w*|dietar\w+|dietiti\w+|paramedics?|telemetry)\b",
    re.IGNORECASE,
)


def side(name: str) -> str:
    """ "it" or "clinical" where its words belong to one side alone; else ""."""
    it, clinical = _IT.search(name) is not None, _CLINICAL.search(name) is not None
    if it == clinical:
        return ""
    return "it" if it else "clinical"
