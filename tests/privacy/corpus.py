"""Hospital chat with identifiers whose places are known, made from templates with a fixed seed.

The lines of tuned.txt were looked at while the guard was written. Those of untuned.txt were written
afterwards and measured; faults they showed were mended since, so they are tuned on by now as well.
Those of untouched.txt are only ever measured: nothing was changed on their account, nor on that of
untouched-clean.txt (see untouched.py). Names, numbers and addresses are Faker's: nobody's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.privacy.values import Values

_HERE = Path(__file__).parent
_TYPES = {
    "FULL": "NAME", "LAST": "NAME", "LASTLOW": "NAME", "LOWNAME": "NAME", "CAPSNAME": "NAME", "LASTFIRST": "NAME",
    "CTX": "NAME_CTX", "LASTFIRSTCTX": "NAME_CTX", "SSN9": "SSN", "SSN4": "SSN", "MBI": "INSURANCE_ID",
    "CARD": "ACCOUNT", "STREET": "ADDRESS", "AGE": "AGE90",
}  # fmt: skip
STRUCTURED = frozenset(
    {
        "MRN",
        "SSN",
        "ACCOUNT",
        "INSURANCE_ID",
        "EMAIL",
        "PHONE",
        "URL",
        "ADDRESS",
        "AGE90",
        "IP",
        "LICENSE",
        "SERIAL",
        "NATIONAL_ID",
    }
)


@dataclass(frozen=True, slots=True)
class Example:
    """A line and the identifiers in it, as (start, end, type)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def _lines(name: str) -> tuple[str, ...]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


TUNED = _lines("tuned.txt")
UNTUNED = _lines("untuned.txt")
UNTOUCHED = _lines("untouched.txt")


def examples(templates: Sequence[str], each: int, seed: int = 20261124) -> Iterator[Example]:
    """`each` lines from every template, now and then in lower case or capitals throughout."""
    values = Values(seed)
    for template in templates:
        for _ in range(each):
            yield _register(_filled(template, values), values)


def _filled(template: str, values: Values) -> Example:
    text = ""
    spans: list[tuple[int, int, str]] = []
    rest = template
    while "{" in rest:
        before, _, after = rest.partition("{")
        kind, _, rest = after.partition("}")
        text += before
        start = len(text)
        text += values.make(kind)
        spans.append((start, len(text), _TYPES.get(kind, kind)))
    return Example(text + rest, tuple(spans))


def _register(example: Example, values: Values) -> Example:
    """One line in ten has no capitals, one in forty nothing else."""
    dice = values.random.random()
    if (
        "://" in example.text
        or "{" in example.text
        or any(k == "NAME_CTX" for *_, k in example.spans)
    ):
        return example
    text = (
        example.text.lower()
        if dice < 0.1
        else example.text.upper()
        if dice < 0.125
        else example.text
    )
    return Example(text, example.spans) if len(text) == len(example.text) else example


def clean() -> list[str]:
    """Lines without identifiers, full of things that look like some."""
    return list(_lines("clean.txt"))
