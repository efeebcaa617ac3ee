"""Invented identifiers in the many ways people write them. Faker's names: nobody's."""

import string
from collections.abc import Callable, Mapping
from datetime import date
from random import Random

from faker import Faker

LOCALES = (
    "en_US", "en_US", "en_US", "es_MX", "vi_VN", "en_IN", "fr_FR", "de_DE", "pl_PL", "pt_BR", "it_IT", "no_NO", "nl_NL", "en_GB",
)  # fmt: skip
_EXTRA_FIRST = (
    "Min-jun",
    "Ngozi",
    "LaToya",
    "D'Andre",
    "Xiulan",
    "Mei-Ling",
    "Siobhan",
    "Fatuma",
    "Keisha",
    "Thuy",
    "Olumide",
    "Svetlana",
    "Jo Ann",
)
_EXTRA_LAST = (
    "O'Brien",
    "de la Cruz",
    "Dela Rosa",
    "Nguyen",
    "MacLeod",
    "Van Dyke",
    "St. James",
    "Al-Hassan",
    "Smith-Jones",
    "Okafor",
    "Kowalczyk",
    "Yilmaz",
    "Begum",
)
_AREAS = (212, 305, 312, 415, 504, 617, 646, 713, 773, 802, 907, 919)
_STREETS = (
    "Oak",
    "Maple",
    "Lakeview",
    "Martin Luther King",
    "Sunset",
    "Old Mill",
    "8th",
    "Washington",
    "Cherry Hill",
    "Pine Ridge",
    "22nd",
)
_SUFFIXES = (
    "St",
    "Street",
    "Ave",
    "Avenue",
    "Blvd",
    "Rd",
    "Road",
    "Dr",
    "Lane",
    "Ln",
    "Ct",
    "Way",
    "Pl",
    "Terrace",
)
_TOWNS = ("Springfield", "Port Ann", "Christopherhaven", "Lake Mary", "Fort Dodge", "Riverton")
_STATES = ("TX", "FL", "NY", "CA", "OH", "IL", "GA")


class Values:
    """Makes one value of a kind; the same seed makes the same values."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._fakers = [Faker(locale) for locale in LOCALES]
        for n, faker in enumerate(self._fakers):
            faker.seed_instance(seed + n)
        self._makers: Mapping[str, Callable[[], str]] = {
            "NAME": self.name, "FULL": self.full, "CTX": self.plain_full, "LAST": self.last,
            "LASTLOW": lambda: self.last().lower(), "LOWNAME": lambda: self.full().lower(),
            "CAPSNAME": lambda: self.full().upper(),
            "LASTFIRST": lambda: f"{self.last()}, {self.first()}",
            "LASTFIRSTCTX": self.capitals,
            "MRN": self.mrn, "SSN": self.ssn, "SSN9": lambda: self.ssn().replace("-", ""),
            "SSN4": lambda: self.digits(4), "DOB": self.dob, "DATE": self.date,
            "ACCOUNT": self.account, "CARD": self.card, "INSURANCE_ID": self.insurance,
            "MBI": self.mbi, "EMAIL": self.email, "PHONE": self.phone, "STREET": self.street,
            "ADDRESS": self.address, "AGE": self.age, "IP": self.ip, "LICENSE": self.license,
            "SERIAL": self.serial, "ROOM": lambda: str(self.random.randrange(100, 899)),
        }  # fmt: skip

    def make(self, kind: str) -> str:
        return self._makers[kind]()

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def digits(self, count: int) -> str:
        return "".join(self.random.choices(string.digits, k=count))

    def first(self) -> str:
        if self.random.random() < 0.12:
            return self.pick(*_EXTRA_FIRST)
        return str(self.random.choice(self._fakers).first_name()).split()[0]

    def last(self) -> str:
        if self.random.random() < 0.12:
            return self.pick(*_EXTRA_LAST)
        return str(self.random.choice(self._fakers).last_name())

    def us_first(self) -> str:
        return str(self._fakers[0].first_name())

    def us_last(self) -> str:
        return str(self._fakers[0].last_name())

    def full(self) -> str:
        middle = f" {self.pick(*string.ascii_uppercase)}." if self.random.random() < 0.1 else ""
        return f"{self.first()}{middle} {self.last()}"

    def plain_full(self) -> str:
        """Two times in three an American name, as uncued ones go."""
        if self.random.random() < 0.66:
            return f"{self.us_first()} {self.us_last()}"
        return f"{self.first()} {self.last()}"

    def capitals(self) -> str:
        return f"{self.us_last()}, {self.us_first()}".upper()

    def name(self) -> str:
        shape = self.random.random()
        if shape < 0.6:
            return self.full()
        if shape < 0.75:
            return f"{self.last()}, {self.first()}"
        if shape < 0.87:
            return self.full().lower()
        return self.full().upper() if shape < 0.93 else self.last()

    def mrn(self) -> str:
        shape = self.random.random()
        if shape < 0.75:
            return self.digits(self.random.randrange(6, 10))
        if shape < 0.9:
            return self.pick("E", "M", "H", "MR") + self.digits(self.random.randrange(6, 9))
        return f"{self.digits(3)}-{self.digits(2)}-{self.digits(3)}"

    def ssn(self) -> str:
        return f"{self.random.randrange(100, 665)}-{self.random.randrange(10, 99)}-{self.random.randrange(1000, 9999)}"

    def _day(self, first: int, last: int) -> date:
        return date(
            self.random.randrange(first, last),
            self.random.randrange(1, 13),
            self.random.randrange(1, 29),
        )

    def dob(self) -> str:
        day = self._day(1928, 2022)
        return self.pick(
            f"{day:%m/%d/%Y}", f"{day.month}/{day.day}/{day:%y}", f"{day:%B} {day.day}, {day.year}", f"{day:%Y-%m-%d}",
            f"{day:%b} {day.day} {day.year}".lower(), f"{day.day} {day:%b} {day.year}", f"{day.month}-{day.day}-{day.year}",
            f"{day:%m/%d/%Y}", f"{day:%m.%d.%Y}", f"{day:%m/%d/%y}",
        )  # fmt: skip

    def date(self) -> str:
        day = self._day(2025, 2027)
        return self.pick(
            f"{day:%m/%d/%Y}", f"{day.month}/{day.day}", f"{day:%B} {day.day}", f"{day:%b} {day.day}", f"{day:%Y-%m-%d}",
            f"on {day:%B} {day.day}th".removeprefix("on "), f"{day.month}/{day.day}/{day:%y}", f"{day.day} {day:%B} {day.year}",
        )  # fmt: skip

    def account(self) -> str:
        return self.digits(self.random.randrange(6, 12)).replace("0", "3", 1)

    def card(self) -> str:
        number = str(self._fakers[0].credit_card_number("visa16"))
        groups = [number[n : n + 4] for n in range(0, 16, 4)]
        return self.pick(number, " ".join(groups), "-".join(groups))

    def insurance(self) -> str:
        letters = "".join(self.random.choices(string.ascii_uppercase, k=3))
        return self.pick(
            letters + self.digits(9),
            self.digits(9),
            f"W{self.digits(9)}",
            self.digits(11),
            letters + self.digits(8) + "01",
        )

    def mbi(self) -> str:
        letters = "ACDEFGHJKMNPQRTUVWXY"
        shape = ("1axn", "axn", "aann")
        chosen = {"1": "123456789", "a": letters, "n": string.digits, "x": letters + string.digits}
        parts = ("".join(self.random.choice(chosen[c]) for c in group) for group in shape)
        return self.pick("-", "").join(parts)

    def email(self) -> str:
        user = str(self._fakers[0].user_name())
        return f"{user}@{self.pick('gmail.com', 'yahoo.com', 'hotmail.com', 'aol.com', 'icloud.com', 'comcast.net', 'outlook.com', 'proton.me')}"

    def phone(self) -> str:
        a, b, c = (
            str(self.random.choice(_AREAS)),
            str(self.random.randrange(220, 989)),
            self.digits(4),
        )
        return self.pick(
            f"{a}-{b}-{c}",
            f"({a}) {b}-{c}",
            f"{a}.{b}.{c}",
            f"{a}{b}{c}",
            f"+1 {a} {b} {c}",
            f"1-{a}-{b}-{c}",
            f"({a}){b}-{c}",
            f"{a} {b} {c}",
        )

    def street(self) -> str:
        way = self.pick("", "", "N ", "SW ", "East ")
        return (
            f"{self.random.randrange(11, 9900)} {way}{self.pick(*_STREETS)} {self.pick(*_SUFFIXES)}"
        )

    def address(self) -> str:
        unit = self.pick("", "", " Apt 4B", ", Unit 12", " #5")
        return f"{self.street()}{unit}, {self.pick(*_TOWNS)}, {self.pick(*_STATES)} {self.random.randrange(10001, 99950)}"

    def age(self) -> str:
        years = self.random.randrange(90, 107)
        return self.pick(
            f"{years} yo",
            f"{years}-year-old",
            f"{years} y/o",
            f"{years} years old",
            f"{years}yo",
            f"{years} year old",
            f"{years}yr old",
        )

    def ip(self) -> str:
        return f"{self.pick('73', '98', '174', '24', '68')}.{self.random.randrange(1, 250)}.{self.random.randrange(1, 250)}.{self.random.randrange(1, 250)}"

    def license(self) -> str:
        return self.pick(
            f"{self.pick('D', 'S', 'Y', 'A')}{self.digits(8)}",
            self.digits(9),
            f"{self.pick('D', 'K')}{self.digits(3)}-{self.digits(4)}-{self.digits(4)}",
        )

    def serial(self) -> str:
        return self.pick(
            f"PJN{self.digits(6)}H",
            f"{self.digits(8)}",
            f"BLC{self.digits(6)}S",
            f"{self.digits(2)}A{self.digits(6)}",
        )
