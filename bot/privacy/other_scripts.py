"""Finds names in other scripts than Latin where a cue, a thing of care or a number says whose they are.

No list knows these names, so the words around them have to: "pt 李伟", "labs for Ольга Петрова".
"""

import re
from collections.abc import Iterator, Sequence

from bot.privacy.examined_text import Scene
from bot.privacy.findings import Found, hit

# Greek, Cyrillic, Hebrew, Arabic, the scripts of South and East Asia; not Latin with accents.
_LETTER = r"[\u0370-\u1dff\u1f00-\u1fff\u2c00-\u2dff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\ua000-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc]"
_RUN = re.compile(rf"{_LETTER}+(?:[ ·・'-]{{1,2}}{_LETTER}+){{0,4}}")
_CUE = re.compile(
    r"\b(?:pts?|patients?|pacientes?|pte|client|names?|nombre|named|called|llama|mr|mrs|ms|miss|sra?|mother|father|mom|mum|mam[aá]|pap[aá]|dad"
    r"|wife|husband|son|daughter|sister|brother|baby|nok|kin|contact|guardian|hij[oa]|espos[oa])\b(?:'?s)?\.?"
    r"(?: name)?(?: is| was| named| called| es)?[\s:#=(\"'*_,-]{1,4}$",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\b(?:labs?|results?|orders?|meds?|charts?|records?|consents?|discharge|summary|images?|imaging|wrist ?bands?|arm ?bands?|bands?|labels?|beds?|referrals?"
    r"|scripts?|prescriptions?|notes?|appointments?|appts?|visits?|portal|specimens?|samples?|scans?|vitals|allergies|insurance|encounter|bloods?|letter"
    r"|resultados|laboratorios|pulsera|cita|expediente|bill|admission|transfer|surgery|case|echo|mri|ct|x-?ray)"
    r"(?: \w+){0,2} (?:for|of|on|under|to|de|del|para) (?:pt |patient |la paciente |el paciente )?[\"'*_]{0,2}$",
    re.IGNORECASE,
)
_OWNS = re.compile(
    r"[\"'*_]{0,2}(?:'s? (?:chart|labs?|meds?|orders?|record|results?|band|wristband|mother|father|family|visit|bed|room)|,? ?\(?(?:mrn|dob|rm|room|bed)\b)",
    re.IGNORECASE,
)


def named(scene: Scene) -> Iterator[Found]:
    """Runs of other letters behind a cue or where care is the talk."""
    if scene.text.isascii():
        return
    for match in _RUN.finditer(scene.text):
        if scene.free(*match.span()) and len(match[0]) > 1:
            before = scene.text[max(0, match.start() - 60) : match.start()]
            if _CUE.search(before):
                kind = "NAME"
            elif _CARE.search(before) or _OWNS.match(scene.text, match.end()):
                kind = "NAME_CTX"
            else:
                continue
            scene.take(*match.span())
            yield hit(*match.span(), kind)


def beside_numbers(scene: Scene, found: Sequence[Found]) -> Iterator[Found]:
    """The same where a patient's number or date of birth stands close by."""
    if scene.text.isascii():
        return
    strong = [one for one in found if one.type in ("MRN", "DOB", "SSN", "ACCOUNT", "NATIONAL_ID")]
    for match in _RUN.finditer(scene.text) if strong else ():
        close = any(match.start() - one.end < 12 and one.start - match.end() < 12 for one in strong)
        if close and len(match[0]) > 1 and scene.free(*match.span()):
            scene.take(*match.span())
            yield hit(*match.span(), "NAME_CTX")
