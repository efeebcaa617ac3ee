"""Field names of interfaces in people's words: PID-7 and "birthDate" read as a date of birth."""

import re
from collections.abc import Iterator

from bot.privacy.tokens import Read

Edit = tuple[int, int, str]

_SEGMENTS = frozenset("pid gt in nk pv mrg".split())
_HL7 = re.compile(r"\b(PID|GT1|NK1|IN1|PV1|MRG)[-.](\d{1,2})(?:\.\d{1,2})?\b(?!\.?\d)")
_HL7_MEANS = {
    "PID3": "MRN", "PID2": "MRN", "PID4": "MRN", "PID5": "patient name", "PID6": "mother name", "PID7": "DOB",
    "PID11": "home address", "PID13": "patient phone", "PID14": "patient phone", "PID18": "account number",
    "PID19": "SSN", "PID20": "license", "PV119": "visit number", "PV150": "MRN", "NK12": "mother name",
    "NK15": "patient phone", "IN136": "policy number", "IN116": "subscriber name", "IN118": "DOB",
    "IN149": "member id", "GT13": "guarantor name", "GT16": "patient phone", "MRG1": "MRN",
}  # fmt: skip
_KEYS = {
    "patientname": "patient name", "birthdate": "birth date", "dateofbirth": "date of birth", "patientid": "patient id",
    "firstname": "first name", "lastname": "last name", "fullname": "full name", "familyname": "last name",
    "givenname": "first name", "patientdob": "patient dob", "patientmrn": "patient mrn", "medicalrecordnumber": "mrn",
    "phonenumber": "phone number", "homephone": "home phone", "cellphone": "cell phone", "accountnumber": "account number",
    "memberid": "member id", "subscriberid": "subscriber id", "encounterid": "encounter id", "socialsecurity": "social security",
    "socialsecuritynumber": "social security number", "visitnumber": "visit number", "patientnumber": "patient number",
    "medicalrecord": "medical record", "patname": "patient name", "ptname": "patient name", "patid": "patient id",
    "insuranceid": "insurance id", "policynumber": "policy number", "homeaddress": "home address",
    "streetaddress": "home address", "emailaddress": "email address", "nhsnumber": "nhs number",
}  # fmt: skip
_FHIR = {"family": "last name", "given": "first name"}
_NAMED = frozenset((*_KEYS, *_FHIR))
_FHIR_FIELD = re.compile(r"[\"']\s?:\s?\[?\s?[\"']")


def edits(read: Read) -> Iterator[Edit]:
    """Places and what they read as, in order."""
    lows = read.lows
    if not read.words.vocabulary.isdisjoint(_SEGMENTS):
        for match in _HL7.finditer(read.text):
            if meant := _HL7_MEANS.get(match[1] + match[2]):
                yield *match.span(), meant
    if read.words.vocabulary.isdisjoint(_NAMED):
        return
    for at in [n for n, low in enumerate(lows) if low in _KEYS or low in _FHIR]:
        word = read.words[at]
        if meant := _KEYS.get(word.low, ""):
            yield word.start, word.end, meant
        elif _FHIR_FIELD.match(read.text, word.end):
            yield word.start, word.end, _FHIR[word.low]
