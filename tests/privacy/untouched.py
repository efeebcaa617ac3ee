"""Fills the clean lines nobody tuned on: untouched-clean.txt, three of each."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.privacy.values import Values

_LINES = Path(__file__).with_name("untouched-clean.txt").read_text(encoding="utf-8").splitlines()
_SLOT = re.compile(r"\{(\w+)\}")
_DRUGS = ("heparin", "metoprolol", "Lasix", "vancomycin", "insulin glargine", "Keppra", "potassium")
_UNITS = (
    "5 West",
    "5W",
    "3 South",
    "ICU",
    "ED",
    "PACU",
    "4N",
    "L&D",
    "the NICU",
    "Med-Surg 6",
    "OR 3",
)
EACH = 3


def untouched_clean(seed: int = 4711) -> list[str]:
    """Lines without identifiers; some in lower case, as people type."""
    return list(_filled(Values(seed)))


def _filled(values: Values) -> Iterator[str]:
    for template in _LINES:
        if not template or template.startswith("#"):
            continue
        for _ in range(EACH):
            line = _SLOT.sub(lambda slot: _value(slot[1], values), template)
            yield (
                line.lower() if values.random.random() < 0.08 and "STAFF" not in template else line
            )


def _value(kind: str, values: Values) -> str:
    if kind.isdigit():
        return values.pick(*"123456789") + values.digits(int(kind) - 1)
    number = values.random.randrange
    made: dict[str, Callable[[], str]] = {
        "STAFF": lambda: f"{values.first()} {values.last()}",
        "FIRST": values.us_first,
        "LAST": values.us_last,
        "UNIT": lambda: values.pick(*_UNITS),
        "UNITLETTER": lambda: values.pick("A", "B", "C"),
        "DRUG": lambda: values.pick(*_DRUGS),
        "TIME": lambda: values.pick(f"{number(24):02}:{number(60):02}", f"{number(24):02}{number(60):02}", f"{number(1, 12)}{values.pick('am', 'pm', ' pm')}"),
        "DAY": values.date,
        "TICKET": lambda: values.pick("INC", "RITM", "TASK", "PRB") + values.digits(7),
        "KB": lambda: f"KB{values.digits(7)}",
        "HOST": lambda: values.pick(f"WOW-{number(1, 9)}W-{number(10, 99)}", f"prn{values.digits(4)}", f"srv-lab-{number(1, 20)}", f"ctx{values.digits(3)}"),
        "HOSTUSER": lambda: f"u{values.digits(5)}",
        "IPP": lambda: values.pick(f"10.{number(255)}.{number(255)}.{number(255)}", f"192.168.{number(255)}.{number(255)}", f"172.16.{number(255)}.{number(255)}"),
        "MAC": lambda: ":".join(f"{number(256):02x}" for _ in range(6)),
    }  # fmt: skip
    return made[kind]()
