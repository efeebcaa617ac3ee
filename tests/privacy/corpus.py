"""Hospital chat with identifiers whose places are known, made from templates with a fixed seed.

`TUNED` templates were looked at while the guard was written; `UNTUNED` ones were written after it
and are only measured. Names, numbers and addresses are Faker's: nobody's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from faker import Faker

LOCALES = ("en_US", "es_MX", "vi_VN", "en_IN", "fr_FR", "de_DE", "pl_PL")
CLEAN = Path(__file__).with_name("clean.txt")


@dataclass(frozen=True, slots=True)
class Example:
    """A line and the identifiers in it, as (start, end, type)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


TUNED = (
    "pt {NAME} MRN {MRN} can't open the portal",
    "Patient {NAME} is locked out",
    "mrn {MRN} opens somebody else's chart",
    "MRN: {MRN} lab results missing",
    "two people share ssn {SSN}",
    "DOB {DOB} not accepted by scheduling",
    "CSN {ACCOUNT} won't close",
    "account # {ACCOUNT} merged wrong",
    "member id {INSURANCE_ID} rejected",
    "pt e-mail: {EMAIL} not verified",
    "patient cell {PHONE} no SMS",
    "resend activation to {EMAIL} please",
    "wristband for pt {LAST}, {FIRST} printed blank",
    "Mr {LAST} was charged twice by the kiosk",
)
UNTUNED = (
    "can someone look at the chart of patient {NAME}, it shows two allergies lists",
    "mom of pt {NAME} says the video link fails, dob {DOB}",
    "scanner refuses the wristband, medical record number {MRN}, second time tonight",
    "wrong insurance on file, subscriber id {INSURANCE_ID}, front desk can't change it",
    "her ssn is {SSN} and registration says duplicate",
    "Mrs. {LAST} keeps getting the reminder for an old visit",
    "visit number {ACCOUNT} has no charges since the upgrade",
    "date of birth {DOB} flips to 1970 when I save",
    "reach the daughter at {PHONE} if the portal code works again",
    "login mail goes to {EMAIL} but he never gets it",
    "pt name: {NAME}; the label shows only the first four letters",
    "chart number {MRN} shows results of someone else",
    "FIN {ACCOUNT} stuck in the workqueue",
    "ms {LAST} is here now and the kiosk is black",
    "patient id {MRN} vanished from the list after shift change",
    "his wife {NAME} is listed as the patient",
)
STRUCTURED = frozenset({"MRN", "SSN", "ACCOUNT", "INSURANCE_ID", "EMAIL", "PHONE"})


def examples(templates: Sequence[str], each: int, seed: int = 20261124) -> Iterator[Example]:
    """`each` lines from every template, in several registers."""
    random = Random(seed)
    fakers = [Faker(locale) for locale in LOCALES]
    for n, faker in enumerate(fakers):
        faker.seed_instance(seed + n)
    for template in templates:
        for _ in range(each):
            yield _filled(template, random, random.choice(fakers), fakers[0])


def _filled(template: str, random: Random, names: Faker, us: Faker) -> Example:
    text, spans = "", []
    rest = template
    while "{" in rest:
        before, _, after = rest.partition("{")
        kind, _, rest = after.partition("}")
        value = _value(kind, random, names, us)
        text += before
        start = len(text)
        text += value
        spans.append((start, len(text), {"FIRST": "NAME", "LAST": "NAME"}.get(kind, kind)))
    return Example(text + rest, tuple(spans))


def _value(kind: str, random: Random, names: Faker, us: Faker) -> str:
    digits = "".join(str(random.randrange(10)) for _ in range(12))
    made = {
        "NAME": lambda: f"{names.first_name()} {names.last_name()}",
        "FIRST": names.first_name,
        "LAST": names.last_name,
        "MRN": lambda: "1" + digits[: random.randrange(5, 8)],
        "SSN": lambda: (
            f"{random.randrange(100, 665)}-{random.randrange(10, 99)}-{random.randrange(1000, 9999)}"
        ),
        "DOB": lambda: us.date_of_birth().strftime(
            random.choice(("%m/%d/%Y", "%B %d, %Y", "%Y-%m-%d"))
        ),
        "ACCOUNT": lambda: "3" + digits[: random.randrange(7, 10)],
        "INSURANCE_ID": lambda: us.bothify("???#########").upper(),
        "EMAIL": lambda: (
            f"{us.user_name()}@{random.choice(('gmail.com', 'yahoo.com', 'hotmail.com'))}"
        ),
        "PHONE": lambda: (
            f"{random.randrange(210, 989)}-{random.randrange(210, 989)}-{random.randrange(1000, 9999)}"
        ),
    }
    return str(made[kind]())  # type: ignore[no-untyped-call]


def clean() -> list[str]:
    """Lines without identifiers, full of things that look like some."""
    lines = CLEAN.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
