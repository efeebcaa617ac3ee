"""Orders of treatment, which do not belong in a chat with IT."""

import re

_DRUGS = (
    "morphine|heparin|insulin|fentanyl|dilaudid|hydromorphone|oxycodone|norco|percocet|tylenol"
    "|acetaminophen|ibuprofen|toradol|ketorolac|lasix|furosemide|metoprolol|lopressor|labetalol"
    "|hydralazine|lisinopril|amlodipine|ativan|lorazepam|versed|midazolam|haldol|haloperidol"
    "|zofran|ondansetron|benadryl|diphenhydramine|narcan|naloxone|epinephrine|epi|norepinephrine"
    "|levophed|vasopressin|propofol|ketamine|precedex|vancomycin|vanc|zosyn|ceftriaxone|rocephin"
    "|cefazolin|ancef|levaquin|warfarin|coumadin|lovenox|enoxaparin|eliquis|apixaban|xarelto|aspirin"
    "|plavix|digoxin|amiodarone|cardizem|diltiazem|adenosine|atropine|potassium|kcl|magnesium|mag"
    "|albuterol|duoneb|solumedrol|prednisone|dexamethasone|decadron|tpa|alteplase|dextrose|d50|ns"
    "|saline|lr|lactated ringers|bicarb|calcium|protonix|pantoprazole|pepcid|gabapentin|seroquel"
    "|keppra|phenytoin|dilantin|oxytocin|pitocin|methadone|suboxone|metformin|lantus|humalog|novolog"
    "|prbcs?|ffp|platelets|blood|oxygen|o2|antibiotics?|fluids|the drip|drip"
)
_DOSE = (
    r"\d[\d.,]*\s?(?:mg|mcg|ug|µg|g|gm|grams?|ml|cc|l|liters?|units?|iu|u|meq|mmol|puffs?|tabs?|amps?"
    r"|tablets?|caps?|capsules?|drops|gtts?)(?:/(?:h|hr|kg|min|kg/h|kg/hr|kg/min))?\b"
)
_ROUTE = (
    r"(?:iv|ivp|ivpb|po|im|sq|subq|sc|sl|pr|ng|neb|now|stat|asap|q\d{1,2}h?|qd|qhs|bid|tid|qid|prn"
    r"|x\s?1|once|daily|wide open|over \d+ (?:min|minutes|h|hr|hours?))\b"
)
_GIVE = (
    "give|administer|transfuse|push|bolus|infuse|start|hang|increase|decrease|titrate|hold|stop|order|prescribe"
    "|draw|restart|continue|discontinue|d/c|dc|run|switch|change|resume|repeat|load|inject"
)
_LEAD = (
    r"(?:(?:please|pls|plz|kindly|ok|okay|hi|hey|hello|yes|also|then|and then|go ahead and|just|verbal order"
    r"|telephone order|phone order|t\.?o\.?|v\.?o\.?|order|stat|urgent|rn|nurse|team|pharmacy"
    r"|(?:can|could|would|will) (?:you|someone|somebody|anyone|u|we)(?: please| pls)?"
    r"|(?:you|we) (?:need|have|can|should)(?: to)?|(?:i )?need you to|i(?:'d| would)? (?:want|like)"
    r" (?:you|the nurse|someone) to|let's|lets)[,:]?\s+){0,4}"
)
_AIM = r"(?:(?:the |this |my |our )?(?:pt|patient|him|her|them|bed \d+|room \d+|rm \d+|\[[A-Z_]+(?: \d+)?\])\s+)?"
_AT = r"(?:^|[.!?;:\n]\s*|@\w+[,:]?\s+|\ue001[,:]?\s*)"
_WORD = r"[\w'-]+"
_ORDER = re.compile(
    rf"{_AT}{_LEAD}(?:{_GIVE})\s+{_AIM}"
    rf"(?:(?:a |an |another |one |the |some )?{_DOSE}|(?:{_WORD}\s+){{0,3}}?(?:(?:{_DRUGS})\b"
    rf"(?:\s+{_WORD}){{0,3}}?\s+(?:{_DOSE}|{_ROUTE}|at {_DOSE}|drip|infusion|gtt)|{_DOSE}))",
    re.IGNORECASE | re.MULTILINE,
)
_BARE = re.compile(  # "morphine 2 mg IV now"
    rf"{_AT}{_LEAD}(?:{_DRUGS})\s+{_DOSE}\s+(?:{_WORD}\s+){{0,2}}?{_ROUTE}\s*(?:[.!,;]|$|for |if |and |x)",
    re.IGNORECASE | re.MULTILINE,
)
_STOP = re.compile(
    rf"{_AT}{_LEAD}(?:give|administer|start|hold|stop|discontinue|d/c|dc|hang|push|bolus|restart|resume)"
    rf"\s+{_AIM}(?:the |all |his |her |their )?(?:{_DRUGS})(?:\s+(?:drip|gtt|infusion|now|stat|please|until"
    rf"|for (?:now|him|her|pt|the pt|the patient)|tonight|today|on (?:pt|the pt|the patient)).{{0,60}})?\s*(?:[.!\n]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_TEST = re.compile(  # "order a stat CT head"
    rf"{_AT}{_LEAD}(?:order|draw|get|send|obtain|collect)\s+{_AIM}(?=.{{0,40}}\b(?:stat|now|asap)\b)"
    r"(?:a |an |the |another )?(?:stat )?(?:ct|mri|cta|cxr|chest x-?ray|ekg|ecg|abg|vbg|cbc|bmp|cmp|troponin|lactate|lytes"
    r"|blood cultures?|type and (?:screen|cross)|ua|urine culture|inr|ptt|pt/inr|labs|echo|ultrasound|head ct)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT_SYSTEM = re.compile(
    r"\b(?:missing|order ?sets?|button|option|drop-?down|default(?:s|ed)?|screen|field|error|bug|build"
    r"|build request|pyxis|omnicell|barcode|scan(?:s|ned|ner|ning)?|prints?|printed|label|alerts?|e?mar"
    r"|display(?:s|ed)?|shows?|showing|row|panel|template|smart ?set|preference list|formulary|catalog"
    r"|library|ticket|test (?:patient|system|environment)|report|column|popup|pop-up|dose warning"
    r"|workflow|training|in epic|in cerner|menu|list|record|profile|interface|does ?n.t|won't|cannot"
    r"|can't|instead of)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[a-z0-9)][.!?;])\s+|\n+", re.IGNORECASE)


def order(text: str) -> bool:
    """Whether someone orders treatment ("give 5 mg morphine"), which chat must refuse.

    A report about how an order looks on screen is none.
    """
    return any(_orders(sentence[:2000]) for sentence in _SENTENCE.split(text))


def _orders(sentence: str) -> bool:
    for pattern in (_ORDER, _BARE, _STOP, _TEST):
        if match := pattern.search(sentence):
            clause = re.split(r",| - |\bbecause\b|\bsince\b", sentence[match.end() :], maxsplit=1)[
                0
            ]
            if not _ABOUT_SYSTEM.search(sentence[: match.end()] + clause):
                return True
    return False
