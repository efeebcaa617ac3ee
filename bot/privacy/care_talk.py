"""Whether the words around a name speak of one patient's care: "labs for …", "…'s chart", "… is npo"."""

import re

from bot.privacy.examined_text import Scene
from bot.privacy.name_rules import Name

_THING = (
    r"labs?|results?|orders?|meds?|medications?|charts?|consents?|discharges?|imaging|x-?rays?|ct|mri|wrist ?bands?|arm ?bands?|bands?"
    r"|labels?|beds?|referrals?|rx|scripts?|prescriptions?|prescribe|e-?prescribe|mar|emar|notes?|appointments?|appts?|records?|visits?"
    r"|portal|mychart|specimens?|samples?|cultures?|biopsy|pathology|path|echo|ekg|scans?|images?|vitals|allergies|insurance"
    r"|admission|admit|transfer|encounters?|documentation|forms?|reports?|avs|summary|refills?|doses?|insulin|heparin|blood"
    r"|transfusion|procedure|surgery|case|consults?|video visit|televisit|check(?:ed|ing)?[- ]?in|registration|bill|statement"
    r"|claim|letter|login|activation|proxy|diet|tray|transport|flowsheets?|i&o|weight|photo|ultrasound|mammogram|order set"
    r"|problem list|immunizations?|vaccines?|schedule[ds]?|reminder|ride|interpreter|face ?sheet|pyxis profile|profile"
)
# What is done for one patient, right before the name: "labs for …", "admitted …".
_FOR = re.compile(
    rf"\b(?:{_THING})(?:\s[\w'/-]+){{0,3}}?\s(?:for|of|on|under|belongs? to|to)\s(?:the )?(?:pt |patient )?$"
    r"|\b(?:merge[ds]?|register(?:ed)?|admit(?:ted)?|discharged?|transferr?(?:ed)?|arrive[ds]?|schedule[ds]?|book(?:ed)?|check(?:ed)? in"
    r"|move[ds]?|unmerge|find|pull(?:ed)? up|look(?:ed)? up|search(?:ed)? for|opened|bill(?:ed)?|charted on|scan(?:ned)?|open"
    r"|see|seeing|treat(?:ed)?|draw(?:ing)?|dose|wristband|e-?prescribe for|refill for)\s$"
    r"|\b(?:consents?|waiver|release|ama form)\b[^.\n]{0,30}\bby\s$"
    r"|\b(?:sons?|daughters?|wife|husband|mother|father|mom|mum|dad|family|sister|brother|parents?|guardian|remains|belongings|wallet|dentures)\sof\s$",
    re.IGNORECASE,
)
# The last words of _FOR, looked at first: the expression is slow, and most names lack one of them.
_FOR_ENDS = frozenset(
    "for of on under to by the pt patient merge merges merged register registered admit admitted discharge"
    " discharged transfer transferr transfered transferred arrive arrives arrived schedule schedules scheduled"
    " book booked in move moves moved unmerge find up opened bill billed scan scanned open see seeing treat"
    " treated draw drawing dose wristband".split()
)
# What only a patient has, right behind the name: "…'s chart", "…'s mother".
_OWNS = re.compile(
    r"(?:'s)? (?:is|was|shows(?: up)? as|looks like) (?:a |the )?(?:duplicate|dup|merged?|overlay)\b|(?:'s)?,? \(?\d{1,3}[ -]?(?:y\.?/?o\b|yrs?\b|years?[ -]old)|(?:'s)? (?:off|on) (?:the )?(?:monitor|tele|vent)\b"
    r"|(?:'s)? ?[-:] ?(?:cabg|chole|lap|appy|tka|tha|c-?section|cath|egd|colonoscopy|lvad|pci|ercp|crani|fusion|hernia|tavr|ablation"
    r"|bronch|orif|amputation|hysterectomy|mastectomy|biopsy|stroke|sepsis|fall|npo)\b"
    r"|'s (?:(?:wrist|arm|id )?bands?|bracelet|line|drain|wound|iv|foley|pca|drip|weight|diet|tray|diagnosis|code status|nok|sitter|vent|monitor)\b"
    r"|'s? (?:chart|labs?|mar|emar|meds?|orders?|wrist ?band|record|mrn|dob|allerg|results?|insurance|appointment|appt|portal|mychart"
    r"|visit|discharge|mother|father|mom|dad|wife|husband|daughter|son|family|bed|room|scan|ct|mri|x-?ray|imaging|refill|rx|script"
    r"|prescription|vitals|transfer|admission|surgery|consent|specimen|blood|insulin|heparin|referral|encounter|note|avs)\b",
    re.IGNORECASE,
)
_HIS = re.compile(
    r" (?:labs|bloods|consent|chart|family|meds|cultures|specimens?|samples?|biopsy|transfer|discharge|admission|surgery|case|kid|baby|twins?"
    r"|results|imaging|ct|mri|echo|ekg|wristband|armband|band|drip|transfusion|referral|script|orders)\b(?! (?:tab|view|list|page|menu|button|build))",
    re.IGNORECASE,
)


def about_care(scene: Scene, name: Name) -> bool:
    """Whether "labs for …" stands before the name, or "…'s chart" begins behind it."""
    if _OWNS.match(scene.text, name.end) or the_labs(scene, name):
        return True
    if not name.first or scene.read.lows[name.first - 1].rpartition("-")[2] not in _FOR_ENDS:
        return False
    return _FOR.search(_line_before(scene, name)) is not None


def _line_before(scene: Scene, name: Name) -> str:
    """What stands before it on its line: the line above speaks of something else."""
    return scene.text[max(0, name.start - 60) : name.start].rpartition("\n")[2]


def owns(scene: Scene, name: Name) -> bool:
    """Whether what stands right behind it is a patient's: "…'s chart", "… - cabg", "… is npo"."""
    behind = _OWNS.match(scene.text, name.end) or _LIKELY_BEHIND.match(scene.text, name.end)
    return behind is not None


def the_labs(scene: Scene, name: Name) -> bool:
    """ "the Hernandez labs", "Wells consent is unsigned": what is one patient's, named after them."""
    if name.last > name.first or not _HIS.match(scene.text, name.end):
        return False
    weight = scene.weights[name.first]
    led = name.first > 0 and scene.read.lows[name.first - 1] in ("the", "that", "this")
    return weight.last == 2 and (led or scene.read.before(name.first).strip(" ") in ("", "\n"))


# What is said of patients and callers rather than of colleagues, unless a sign of a colleague is there.
_LIKELY_BEFORE = re.compile(
    r"(?:\b(?:sons?|daughters?|wife|husband|mother|father|mom|mum|dad|family|sister|brother|parents?|poa|nok|guardian|visitors?|body|remains"
    r"|belongings|wallet|dentures|glasses|twins)\s(?:of|for)"
    r"|\b(?:line|voicemail|ride|taxi|cab|looking|call(?:ed|ing)|phoned|placement|sitter|escort|wheelchair|bed request|consult)\s(?:for|about|re|regarding)"
    r"|(?:^|[\s(,])(?:re|regarding|concerning|fwd?)[:.]?"
    r"|\b(?:bringing in|brings? in|brought in|transferring|discharging|admitting|expecting|accepting|receiving|rounding on|coding|intubating"
    r"|(?:tag|band|wristband|armband|label|sticker|bracelet|wallet) (?:reads|says|is for)|which|gave|drew|medicated|suctioned|repositioned|needed on|drawn (?:on|from|for)|stuck)"
    r"|\b(?:blood|units?|meds?|doses?|tray|insulin|drip|stickers?|labels?|specimens?|tubes?)\s(?:\w+\s){0,2}(?:given|hung|sent|labell?ed|due|drawn|meant)\s(?:to|for|as|on|from)"
    r"|\b(?:labell?ed|hung|given|meant|intended)\s(?:for|to|as)"
    r"|\b(?:someone|somebody|lady|man|woman|gentleman|guy|person|caller|visitor|resident|decedent)(?:\s(?:called|named))?,?"
    r"|\b(?:bed|rm|room|bay)\s?\d{1,4}[A-D]?[,:]?|\b(?:sample|specimen|lab|blood bank|tele|morgue|peds|ems|sup|pharmacy)\b[^.\n]{0,40}[,:])\s$",
    re.IGNORECASE,
)
_LIKELY_ENDS = frozenset(
    "of for about re regarding concerning fw fwd in transferring discharging admitting expecting accepting receiving on coding intubating reads says"
    " which gave drew medicated suctioned repositioned from stuck by as to someone somebody lady man woman gentleman guy person caller visitor resident decedent called named".split()
)
_LIKELY_BEHIND = re.compile(
    r",? (?:(?:no|wrong|missing) (?:id ?|arm|wrist)?bands?\b|s/p|is npo|npo|is coding|coded|eloped|left ama|went ama|d/c'?d|dc'?d|self-?extubated|twins\b|is wearing\b|came (?:without|back without)"
    r"|(?:is|was) (?:admitted|discharged|transferred|intubated|extubated|septic|combative|post-?op|full code|dnr|roomed|boarding|still on the (?:board|list|census))"
    r"|pulled (?:his|her) |to (?:or|ct|mri|cath|icu|dialysis)\b"
    r"|(?:has|have|had|got) (?:no|two|the wrong|a wrong|another|someone else's) (?:\w+ )?(?:(?:arm|wrist|id ?)?bands?|bracelet|diet|tray|allerg\w+|code status|iv|meds|monitor|tele)"
    r"|needs (?:a |an )?(?:new )?(?:(?:arm|wrist|id ?)?band|bracelet|bed|sitter|interpreter|diet|tray|transfusion)|says (?:he|she) (?:hurts|can't breathe|fell))",
    re.IGNORECASE,
)


def likely_patient(scene: Scene, name: Name) -> bool:
    """Whether the words around say so, less surely: a sign of a colleague outweighs them."""
    if _LIKELY_BEHIND.match(scene.text, name.end):
        return True
    before = _line_before(scene, name)
    mark = before.rstrip()[-1:]
    if mark.isdigit() or (mark and mark in ":,"):
        return _LIKELY_BEFORE.search(before) is not None
    if not name.first or scene.read.lows[name.first - 1] not in _LIKELY_ENDS:
        return False
    return _LIKELY_BEFORE.search(before) is not None
