"""What marks a name as a colleague's: titles, thanks, teams, sign-offs, the roster."""

import re
from collections.abc import Collection
from functools import lru_cache

from bot.privacy.examined_text import Scene
from bot.privacy.lexicon import unaccented
from bot.privacy.normalize import SOMEBODY

_TITLE = (
    r"dr|drs|doctor|prof|professor|nurse|rn|np|md|pa|pharmacist|pharmd|tech|technician|analyst|charge"
    r"|manager|director|supervisor|coordinator|chief|cmio|cio|cno|cnio|ciso|coo|ceo|coach|trainer|educator"
    r"|intern|attending|fellow|hospitalist|engineer|developer|lead|vp|super ?user|informaticist|builder"
    r"|preceptor|therapist|surgeon|resident|midwife|phlebotomist|registrar|scheduler|clerk|secretary"
    r"|architect|administrator|admin|consultant|rep|representative|colleague|coworker|teammate|owner"
    r"|contact|provider|physician|pcp|cardiologist|radiologist|oncologist|anesthesiologist|intensivist"
    r"|rev|reverend|chaplain|pastor|rabbi|imam|vendor|new hires?|hire|candidate|user|employee|staff member|volunteer|student|traveler|agency nurse|member"
    r"|leader|champion|sme|author|presenter|speaker|host|facilitator|approver|requester|reporter|sponsor"
)
_BEFORE = re.compile(
    rf"(?:\b(?:{_TITLE})\.?[:,]?"
    r"|\b(?:thanks|thank you|thank|thx|ty|tysm|kudos|props|congrats|congratulations|welcome|bravo"
    r"|hats off|credit|high five)(?: (?:again|so much|a lot|a million|everyone|to|goes to|go to|for|also to)|,| -|:){0,3}"
    r"|\bshout[- ]?outs?(?: (?:to|for|goes to))?|\bgood catch(?: by| from|,)?|\bnice (?:work|job|catch),?"
    r"|\b(?:per|ask|asked|asking|ping|pinged|pinging|paged?|paging|cc|cc'?ing|cc:|hi|hello|hey|dear|morning|evening"
    r"|afternoon|message|messaged|dm|email|emailed|tell|told|nominate[ds]?|nominating|loop(?:ed|ing)? in|tag(?:ged|ging)?"
    r"|ty|love|attn|fyi|via|calling on|join|joined|meet|contact|remind|reporting to|reports to|cover for|covering for"
    r"|backup for|replac(?:es|ing)|trained|shadow(?:ed|ing)?|borrow|let) "
    r"|\b(?:interview(?:ing|ed)?|hir(?:ed|ing)|onboard(?:ed|ing)?) "
    r"|\b(?:access|badge|account|login|log-?on|password|token|party|laptop|pager|cover(?:age)?|farewell|gift|card|desk"
    r"|credentials?|licen[cs]e|birthday|congratulations) for (?:our |my |the )?"
    r"|\b(?:named|team|informatics|it|tonight|participants?|presenters?|speakers?|members|win|winners?|nights?|days) ?: "
    r"|\b(?:spoke|speak|talk(?:ed)?|work(?:s|ed|ing)?|met|meeting|check(?:ed)?|checking|sat|along|paired|sync(?:ed)?"
    r"|huddle[ds]?|coordinate[ds]?|coordinating|pairing|session|class|demo|training|onboarding|1:1) (?:with|by|for) "
    r"|\b(?:fixed|covered|reported|built|found|escalated|caught|led|approved|written|raised|taught|presented|signed|made"
    r"|requested|owned|done|confirmed|answered|seen|handled|tested|solved|submitted|run|resolved|opened|closed|logged"
    r"|hosted|taken|updated|validated|reviewed|entered|suggested|proposed|drafted) by "
    r"|\b(?:assigned|reassigned|escalated|escalate|transferred|handed|hand|handing|hand-?offs?|handovers?|sign-?outs?|reach(?:ed)? out|belongs|talk|forwarded"
    r"|routed|sent|send|listen|reported|given|assign|reassign|go|went|over|off|up|delegated|listening) (?:it |this |that |off |over )?to "
    r"|\b(?:message|e-?mail|call|note|update|question|ticket|feedback|word|request|idea|heard|tip|hear|suggestion|slides"
    r"|report|reply|answer|comment) from "
    r"|\b(?:owner|assignee|lead|by|from|analyst|presenter|facilitator|on call|on-call|backup|primary|secondary|reporter"
    r"|charge|author|contact|cc|attendees|present|absent|speaker|host|approver|trainer|to|attn)\s?[:=] ?"
    r"|@ ?)\s*$",
    re.IGNORECASE,
)
# What can stand right before a name in _BEFORE: words, or one of these marks.
_BEFORE_ENDS = frozenset(re.sub(r"[?]|\(.*?\)", "", _TITLE).replace("|", " ").split()) | frozenset(
    "hire superuser thanks thank you thx ty tysm kudos props congrats congratulations welcome bravo off"
    " credit five again much lot million everyone to for shoutout shoutouts shout-out shout-outs out outs"
    " catch by from work job per ask asked asking ping pinged pinging page paged paging cc cc'ing ing hi"
    " hello hey dear morning evening afternoon message messaged dm email emailed tell told nominate nominated"
    " nominates nominating in tag tagged tagging love attn fyi via on join joined meet contact remind"
    " replaces replacing trained shadow shadowed shadowing borrow let interviewing interviewed interview"
    " hired hiring onboarding onboarded onboard our my the with".split()
)
_BEFORE_MARKS = f":=@,.-{SOMEBODY}"
_CREDENTIAL = (
    r"(?:B?SN,? ?)?(?:RN|R\.N\.|MD|M\.D\.|DO|D\.O\.|NP|PA-C|PA|LPN|LVN|CNA|CRNA|APRN|ARNP|FNP|DNP|CNS|CNM|PharmD"
    r"|Pharm\.D\.?|RPh|RT|RRT|DPT|OTR|SLP|RD|LCSW|MSW|PhD|Ph\.D\.?|MBA|MHA|FACP|CIO|CMIO|CNO|CNIO|BSN|MSN|EMT|DDS|DPM|MPH)\b"
)
_TEAM = (
    r"IT|I\.T\.|the (?:service|help)[- ]?desk|service desk|help ?desk|helpdesk|(?:the )?(?:pharmacy|lab|radiology|imaging"
    r"|registration|informatics|network(?:ing)?|security|interface|integration|desktop|field|server|database|dba|telecom"
    r"|biomed|nursing|training|analytics|reporting|vendor|ambulatory|clinical|billing|scheduling|quality|epic|cerner|oncall"
    r"|on-call|night|day|evening|informatics|dietary|transport|facilities|respiratory|rt|case management|command"
    r"|app|apps|applications?|infrastructure|data|web|integration|beaker|willow|orders|support|compliance|privacy"
    r"|education|onboarding|PACS|EVS|HR|finance|leadership|administration|ops|operations|engineering|wifi|telehealth"
    r"|credentialing|supply chain|materials|sterile processing|icu|ed|or|pacu|nicu|micu|sicu|peds|l&d|med[- ]surg"
    r"|\d{1,2} ?(?:west|east|north|south|[NSEW])|microsoft|citrix|vocera|omnicell|pyxis|dell|zebra|philips|ge|nuance)"
)
_DOES = (
    r"fixed|resolved|rebooted|restarted|rebuilt|reset|deployed|cover(?:ed|s)|trained|trains|presented|presents|built"
    r"|replaced|re-?imaged|configured|help(?:ed|s)|answered|confirmed|wrote|posted|showed|taught|volunteered|joined"
    r"|joins|retires?|retired|resigned|resigns|left us|leaves|leads?|led|owns|knows|manages|installed|tested|swapped|escalated|patched|rolled|walked|caught|noticed"
    r"|found|suggested|proposed|asked|approved|signed off|updated|pushed|started the|stayed|saved|is leading|is training"
    r"|shared|sent|opened|closed the|took|takes|will|can (?:help|cover|show|train|fix|take)|is (?:on|covering|working|looking|fixing|rebooting|checking"
    r"|testing|running|the|our|out|off|back|in|a|at|presenting|hosting|joining|teaching|away|your|my)|and team|was (?:on call|great|amazing|awesome"
    r"|super|so helpful|very helpful)|are (?:on|covering|working|looking|our|the)|has (?:the (?:fix|ticket|keys|details)|an idea|been (?:named|promoted|helping|on call))"
    r"|reported|says|said|thinks|agrees|wants|'?ll|recommends|recommended|explained|demoed|reminded|nominated|earned|won|is super|rocks"
)
_AFTER = re.compile(
    rf"(?:\s*[,(/-]?\s*(?-i:{_CREDENTIAL})"
    rf"|\s*\(\s*(?:{_TEAM}|he|she|they|nurse|charge|analyst|tech|[^()]{{0,30}}\b(?:{_TITLE})\b)"
    rf"|\s*,?\s+(?:from|in|with|at|of|over in|on|-|for)\s+(?:our |the )?(?:{_TEAM}\b|nights?\b|days?\b)"
    rf"|\s*,\s*(?:our |the |a |your )?(?:[\w-]+\s){{0,2}}(?:{_TITLE})\b"
    r"|\s+(?:to|from|on|off) the (?:[\w-]+ ){0,3}(?:list|group|team|channel|distribution|rotation|roster|committee|call)\b"
    r"|\s+from\s+(?-i:[A-Z][A-Za-z]+)\s+(?:is|will|called|says|said|was|has|here)\b"
    rf"|\s+(?:{_DOES})\b"
    rf"|(?:,|\s+(?:and|&)|,\s+and)\s+(?-i:[A-Z][\w'-]+)\s+(?-i:[A-Z][\w'.-]+)(?:\s(?-i:[A-Z][\w'.-]+))?\s+(?:{_DOES})\b"
    r"|'s (?:team|idea|tip|workaround|training|shift|class|dashboard|ticket|fix|slides|help|suggestion|demo|session|office|desk"
    r"|badge|login|password|account|laptop|access|build|queue|post|reply|message|email|note about|comment|question|report\b|unit)"
    r"|\s*,?\s*(?:(?:at|on)\s)?(?:x|ext\.?|extension|pager|bleep|ascom|vocera)\s?\d|\s*@)",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"(?:^|\n|[.!?)]\s+|\s)(?:[-~]{1,3}|thanks[,!.]?|thx[,!.]?|thank you[,!.]?|regards[,]?|best[,]?|cheers[,]?|sincerely[,]?"
    r"|respectfully[,]?|ty[,]?|many thanks[,]?|signed[,:]?)\s*$",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?:^|\n)\s*(?:--|~|—)\s?$")
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*$")
_LINKED = re.compile(r"\s*(?:,|and|&|\+|/|or|,\s*and|with)\s*")


class Staff:
    """Knows who of a text works here. `roster` holds full names as people write them."""

    def __init__(self, roster: Collection[str]) -> None:
        self._roster = frozenset(
            tuple(re.findall(r"[^\W\d_]+", unaccented(name.lower()))) for name in roster
        )
        self._single = frozenset(part for name in self._roster for part in name if len(part) > 2)

    def listed(self, words: list[str]) -> bool:
        """Whether all these lower-case words are of one name of the roster (or a lone one is)."""
        parts = [p for word in words for p in re.findall(r"[^\W\d_]+", unaccented(word))]
        if not parts or not self._single.issuperset(part for part in parts if len(part) > 2):
            return False
        return len(parts) == 1 or any(set(parts) <= set(name) for name in self._roster)

    def marked(self, scene: Scene, start: int, end: int) -> bool:
        """Whether the words around text[start:end] speak of a colleague."""
        text = scene.text
        before = text[max(0, start - 40) : start]
        after = text[end : end + 60]
        if (_may_mark(before) and _BEFORE.search(before)) or _AFTER.match(after):
            return True
        opens = start == 0 or text[start - 1] == "\n"
        if opens and re.match(r"\s*:\s", after):
            return True
        if _DASHED.search(before):
            return True
        closes = not after.split("\n", 1)[0].strip(" .!*_,")
        return closes and bool(_SIGN.search(before) or (start > 0 and before.endswith("\n")))

    @staticmethod
    def linked(scene: Scene, end: int, start: int) -> bool:
        """Whether only an "and" or a comma stands between two names."""
        return 0 <= start - end < 8 and _LINKED.fullmatch(scene.text[end:start]) is not None


def _may_mark(before: str) -> bool:
    """Whether it ends as _BEFORE does; most texts do not, and this is far cheaper to say."""
    bare = before.rstrip()
    if bare[-1:] in _BEFORE_MARKS:
        return True
    word = _LAST_WORD.search(bare[-16:])
    return word is not None and not _BEFORE_ENDS.isdisjoint(_parts(word[0].lower()))


def _parts(word: str) -> tuple[str, str, str]:
    return word, word.rpartition("-")[2], word.rpartition("'")[2]


@lru_cache(maxsize=16)
def staff_of(roster: frozenset[str]) -> Staff:
    """Rosters change rarely, texts come often."""
    return Staff(roster)
