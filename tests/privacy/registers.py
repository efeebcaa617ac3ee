"""Lines with and without identifiers, by register: a half to look at, one to measure, and later ones.

The templates of the halves were written before the rules they measure, apart from them, and split
once by chance. Nothing may be changed on account of the unseen half: it is only counted. Those of
"later" were written afterwards and measured first; what they showed was mended since.
"""

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.privacy.corpus import Example
from tests.privacy.register_values import RegisterValues

HALVES = ("tuned", "unseen")
SETS = (*HALVES, "later", "fresh")
EACH = 8
CLEAN_EACH = 7
_HERE = Path(__file__).parent
_SLOT = re.compile(r"\{([A-Z][A-Z0-9_]+|-):(\w+)\}")
_CLEAN_SLOT = re.compile(r"\{(\w+)\}")
# As typed at night and in haste: one line in five without capitals.
_HASTY = frozenset({"nightphone", "shorthand", "typos"})


def by_register(half: str, seed: int = 20261201) -> dict[str, list[Example]]:
    """`EACH` messages of every template of a set."""
    values = RegisterValues(seed + SETS.index(half))
    made: dict[str, list[Example]] = {}
    register = ""
    for line in _lines(f"registers-{half}.txt"):
        if line.startswith("[") and line.endswith("]") and "{" not in line:
            register = line[1:-1]
            continue
        messages = made.setdefault(register, [])
        messages += [_cased(_filled(line, values), register, values.random) for _ in range(EACH)]
    return made


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def _filled(template: str, values: RegisterValues) -> Example:
    text, spans, at = "", [], 0
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()].replace("\\n", "\n")
        start, at = len(text), slot.end()
        text += values.make(f"{slot[1]}:{slot[2]}")
        if slot[1] != "-":
            spans.append((start, len(text), {"URLID": "URL"}.get(slot[1], slot[1])))
    return Example(text + template[at:].replace("\\n", "\n"), tuple(spans))


def _cased(example: Example, register: str, random: Random) -> Example:
    if register in _HASTY and random.random() < 0.2:
        lowered = example.text.lower()
        return Example(lowered, example.spans) if len(lowered) == len(example.text) else example
    return example


def clean_lines(half: str, seed: int = 20261202) -> list[str]:
    """Distinct lines without identifiers, up to `CLEAN_EACH` of every template."""
    values = RegisterValues(seed + SETS.index(half))
    made = (
        _CLEAN_SLOT.sub(lambda slot: _value(slot[1], values), line).replace("\\n", "\n")
        for line in _lines(f"registers-clean-{half}.txt")
        for _ in range(CLEAN_EACH)
    )
    return list(dict.fromkeys(made))


_WORDS = {
    "DEVICE": "Alaris|Baxter Sigma|Philips MX450|Dinamap|GE Carescape|Welch Allyn|Zoll R Series|Hill-Rom|Bair Hugger|Stryker bed|Medtronic 5392|Hamilton G5|Drager Evita|Masimo Root|Abbott Freestyle|i-STAT|Spacelabs|Nihon Kohden|Mindray N17|Fisher Paykel|Kendall SCD|Arjo Maxi|Bard Foley|Coloplast|Edwards Swan|Sonosite|Ellume|Boston Scientific ILR|St. Jude Merlin|Ambu bag",
    "EPONYM": "Parkinson's|Alzheimer's|Crohn's|Addison's|Cushing's|Hodgkin's|Graves|Huntington's|Braden|Morse|Apgar|Glasgow|Wells|Bell's|Marfan|Raynaud's|Hashimoto's|Kawasaki|Down|Turner|Sjogren's|Wilson's|Paget's",
    "PLACE": "St. Mary's|Johns Hopkins|Martin Luther King|Jefferson|Lincoln|Mercy|Mount Sinai|Rush|Emory|Henry Ford|Baptist|Cleveland|Kennedy|Sacred Heart|Thomas Jefferson|Barbara Davis|Betty Ford|Anderson|Roosevelt|Grady|Harris|Royal Alexandra",
    "VENDOR": "Epic|Cerner|Meditech|Dell|Zebra|Imprivata|Baxter|Philips|Stryker|Johnson Controls|Henry Schein|Owens Minor|Cardinal|Hewlett Packard|Palo Alto|Rauland|Hill-Rom|Becton Dickinson",
    "DRUG": "heparin|metoprolol|Lasix|vancomycin|insulin glargine|Keppra|potassium|norepinephrine|Zosyn|warfarin",
    "UNIT": "5 West|5W|3 South|ICU|ED|PACU|4N|L&D|the NICU|Med-Surg 6|OR 3|Tower B 4|peds|oncology",
    "WEEKDAY": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|tomorrow",
    "MODEL": "ZD620|DS8178|HP M404|OptiPlex 7090|LaserJet 4250|MC9300|Xerox B405|Lexmark T654|CS6080|Brother HL-5470|Catalyst 9300|CF410X",
    "VER": "v2026.4.1|8.5.3|May 2026|11.2|2026.3|R24",
    "ICD": "E11.9|I50.22|Z79.4|J18.9|N17.9",
    "WIKI": "Downtime+Forms|Scanner-Pairing|Label_Printers|On-Call-Guide|John-Hopkins-Feed",
    "AGEB": "90|92|95|101|110|98",
    "PAGER7": "555-0142|5550187|555.0119",
}


def _value(kind: str, values: RegisterValues) -> str:
    if kind in _WORDS:
        return values.pick(*_WORDS[kind].split("|"))
    if kind.isdigit():
        return values.pick(*"123456789") + values.digits(int(kind) - 1)
    return _made(kind, values)()


def _linked(number: str, before: str = "") -> str:
    """A number that Slack made a link of."""
    return f"<tel:{number}|{before}{number}>"


def _made(kind: str, values: RegisterValues) -> Callable[[], str]:
    number, hexadecimal = values.upto, "0123456789abcdef"
    made: dict[str, Callable[[], str]] = {
        "ROOM": lambda: str(number(100, 899)), "BED": lambda: str(number(1, 30)),
        "TIME": lambda: values.pick(f"{number(0, 23):02}:{number(0, 59):02}", f"{number(0, 23):02}{number(0, 59):02}", f"{number(1, 12)}{values.pick('am', 'pm')}"),
        "STAFF": lambda: f"{values.first()} {values.last()}", "FIRST": values.us_first, "LAST": values.us_last,
        "LASTLOW": lambda: values.us_last().lower(), "DAYP": values.date,
        "EXP": lambda: values.pick(f"{number(1, 12):02}/{number(2026, 2030)}", f"{number(2026, 2030)}-{number(1, 12):02}-{number(1, 28):02}", f"{number(1, 12)}/{number(1, 28)}/{number(26, 30)}", f"{number(1, 28):02}{values.pick('JAN', 'MAR', 'OCT')}{number(26, 29)}"),
        "TICKET": lambda: values.pick("INC", "RITM", "TASK", "PRB") + values.digits(7),
        "CHANGE": lambda: f"CHG{values.digits(7)}", "KB": lambda: f"KB{values.digits(7)}",
        "SERIAL": lambda: values.pick(f"{values.digits(8)}", f"SN{values.digits(7)}", f"5CG{values.digits(4)}XYZ"),
        "LOT": lambda: values.pick("A", "LT", "X") + values.digits(number(4, 6)),
        "LONG": lambda: values.pick("1Z999AA1", "7489") + values.digits(10),
        "HEX": lambda: "".join(values.random.choices(hexadecimal, k=8)),
        "HOST": lambda: values.pick(f"WOW-{number(1, 9)}W-{number(10, 99)}", f"prn{values.digits(4)}", f"srv-lab-{number(1, 20)}", f"CTX{values.digits(3)}"),
        "TEL4": lambda: _linked(values.digits(4)), "TEL5": lambda: _linked(values.digits(5)),
        "TEL7": lambda: _linked(f"555{values.digits(4)}"), "TEL4X": lambda: _linked(values.digits(4), "x"),
        "HOSTUSER": lambda: f"svc_adt{number(1, 9)}", "CASE": lambda: f"SF-{values.digits(6)}",
        "IPP": lambda: f"10.{number(0, 255)}.{number(0, 255)}.{number(0, 255)}",
        "MAC": lambda: ":".join(f"{number(0, 255):02x}" for _ in range(6)),
        "NDC": lambda: f"{values.digits(5)}-{values.digits(3)}-{values.digits(2)}",
        "LABV": lambda: f"{number(2, 9)}.{number(0, 9)}",
        "STAMP": lambda: f"2026{number(1, 12):02}{number(1, 28):02}{number(0, 23):02}{number(0, 59):02}{number(0, 59):02}",
        "WEBEX": lambda: f"{number(100, 999)} {number(100, 999)} {number(1000, 9999)}",
    }  # fmt: skip
    return made[kind]
