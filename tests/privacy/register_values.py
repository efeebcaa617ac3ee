"""Invented identifiers as each register writes them: said, mistyped, pasted, abroad, evading."""

import string
from collections.abc import Callable
from datetime import date

from faker import Faker

from tests.privacy.values import Values

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
WORD_FIRST = "Grace Faith Hope Rose Mark Will Frank Chase Hunter Summer Autumn April June Art Penny Joy Dawn Daisy Heather Olive Ivy Rich Bill Pat".split()
WORD_LAST = "Long Young White Brown Green Black King Price Bishop Field Stone Wood Cook Baker Power Banks Rivers Rice Bush Fox Wolf Frost Winter Knight Church Page Best Love Sharp Swift Day Hall Park Marsh".split()
ZH = "李伟 王芳 张秀英 陈建国 刘洋 赵敏 黄丽华 周杰".split()
AR = ("محمد الأحمد", "فاطمة حسن", "علي يوسف", "نور الدين", "خالد منصور")
RU = ("Ольга Петрова", "Иван Смирнов", "Наталья Ковальчук", "Сергей Волков", "Мария Иванова")
EL = ("Γιώργος Παπαδόπουλος", "Μαρία Νικολάου", "Ελένη Δημητρίου")
KO = ("김민준", "이서연", "박지훈", "최수빈")
JA = ("田中太郎", "佐藤花子", "鈴木一郎", "高橋さくら")
HI = ("राहुल शर्मा", "प्रिया पटेल", "अमित कुमार")
UK_TOWNS = ("Leeds", "Bristol", "Swansea", "Norwich", "Sheffield")
UK_POST = ("LS1 4AP", "BS8 1TH", "SA2 8PP", "NR4 7TJ", "S10 2TN", "M13 9WL")
_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
MONTHS_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


def said(number: int) -> str:
    """1 to 99 in words."""
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f" {ONES[ones]}" if ones else "")


def ordinal(day: int) -> str:
    if day <= 20:
        return ORDINALS[day - 1]
    return "thirtieth" if day == 30 else f"{TENS[day // 10]} {ORDINALS[day % 10 - 1]}"


class RegisterValues(Values):
    """Makes one value of `TYPE:how`, or of `-:what` for what identifies nobody."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._locale = {
            name: Faker(name) for name in ("en_GB", "es_MX", "vi_VN", "pl_PL", "de_DE", "fr_FR")
        }
        for n, faker in enumerate(self._locale.values()):
            faker.seed_instance(seed + 100 + n)

    def make(self, kind: str) -> str:
        type_, _, how = kind.partition(":")
        makers: dict[str, Callable[[str], str]] = {
            "NAME": self._named, "NAME_CTX": self._named, "NAME_BARE": self._named, "MRN": self._mrn,
            "DOB": self._birth, "DATE": self._visit, "PHONE": self._number, "SSN": self._social,
            "ACCOUNT": self._acct, "INSURANCE_ID": self._member, "EMAIL": self._mail, "AGE90": self._years,
            "ADDRESS": self._place, "URLID": self._in_url, "NATIONAL_ID": self._national,
            "LICENSE": lambda _: self.license(), "IP": lambda _: self.ip(), "SERIAL": lambda _: self.serial(), "-": self._plain,
        }  # fmt: skip
        return makers[type_](how)

    def upto(self, first: int, last: int) -> int:
        return self.random.randrange(first, last + 1)

    def _plain(self, how: str) -> str:
        room = self.upto(100, 899)
        return {
            "room": str(room), "bed": str(self.upto(1, 30)),
            "roomspoken": f"{ONES[room // 100]} {said(room % 100) if room % 100 > 9 else 'oh ' + ONES[room % 10]}",
        }[how]  # fmt: skip

    # Names

    def _first_last(self, how: str) -> tuple[str, str]:
        if how.startswith("word"):
            return self.pick(*WORD_FIRST), self.pick(*WORD_LAST)
        locale = {
            "gb": "en_GB",
            "es": "es_MX",
            "vi": "vi_VN",
            "pl": "pl_PL",
            "de": "de_DE",
            "fr": "fr_FR",
        }.get(how[:2])
        if locale and how not in ("first", "firstlow", "full", "fullwidth", "fulllow"):
            faker = self._locale[locale]
            return str(faker.first_name()).split()[0], str(faker.last_name())
        if self.random.random() < 0.6:
            return self.us_first(), self.us_last()
        return self.first(), self.last()

    def _named(self, how: str) -> str:
        scripts = {"zh": ZH, "ar": AR, "ru": RU, "el": EL, "ko": KO, "ja": JA, "hi": HI}
        if how in scripts:
            return self.pick(*scripts[how])
        first, last = self._first_last(how)
        both = f"{first} {last}"
        shape = how.removeprefix("word").removeprefix("es") if how not in ("es", "word") else "full"
        made: dict[str, Callable[[], str]] = {
            "low": both.lower, "caps": both.upper, "last": lambda: last, "lastlow": last.lower,
            "lastcaps": last.upper, "firstlow": first.lower, "first": lambda: first, "fulllow": both.lower,
            "lastfirst": lambda: f"{last}, {first}", "lastfirstcaps": f"{last}, {first}".upper,
            "initials": lambda: first[0].upper() + last[0].upper(),
            "dottedinitials": f"{first[0]}.{last[0]}.".upper,
            "hl7": lambda: self._hl7(first, last), "underscored": lambda: both.lower().replace(" ", "_"),
            "letterspaced": lambda: "   ".join(" ".join(part) for part in both.lower().split()),
            "dotted": lambda: both.lower().replace(" ", "."), "camel": lambda: both.replace(" ", ""),
            "zerowidth": lambda: both[:2] + "\u200b" + both[2:], "hyphened": lambda: both.replace(" ", "-"),
        }  # fmt: skip
        return made.get(shape, lambda: both)()

    def _hl7(self, first: str, last: str) -> str:
        middle = self.pick("", "^" + self.pick(*string.ascii_uppercase), "^^")
        return f"{last}^{first}{middle}".upper()

    # Numbers

    def spoken(self, digits: str) -> str:
        style = self.random.random()
        if style < 0.2:
            return " ".join(digits)
        if style < 0.4 and len(digits) % 2 == 0:
            pairs = [digits[n : n + 2] for n in range(0, len(digits), 2)]
            return " ".join(said(int(p)) if int(p) > 9 else f"oh {ONES[int(p[1])]}" for p in pairs)
        zero = self.pick("oh", "zero")
        return " ".join(zero if d == "0" else ONES[int(d)] for d in digits)

    def _split(self, number: str, how: str) -> str:
        """A number as people write it who would rather not be stopped."""
        n = len(number)
        pairs = [number[k : k + 2] for k in range(0, n, 2)]
        at = self.upto(1, n - 2)
        made: dict[str, Callable[[], str]] = {
            "spoken": lambda: self.spoken(number), "spaced": lambda: " ".join(number),
            "spacedchars": lambda: " ".join(number), "spaceddigits": lambda: " ".join(number),
            "dotted": lambda: ".".join(number), "dashed": lambda: "-".join(pairs),
            "underscored": lambda: "_".join((number[:3], number[3:5], number[5:])),
            "dotsmixed": lambda: f"{number[:3]}.. {number[3:6]}.. {number[6:]}",
            "halfwords": lambda: number[:at] + ONES[int(number[at])] + number[at + 1 :],
            "zerowidth": lambda: number[:3] + "\u200b" + number[3:],
            "fullwidth": lambda: "".join(chr(ord(d) + 0xFEE0) for d in number),
            "homoglyph": lambda: (number[:2] + "0" + number[3:]).replace("0", "O", 1),
            "last4": lambda: number[-4:],
        }  # fmt: skip
        return made.get(how, lambda: number)()

    def _mrn(self, how: str) -> str:
        if how == "us":
            return self.mrn()
        if how == "uk":
            return self.pick("", "K", "H", "RX") + self.digits(self.upto(6, 7))
        return self._split(self.digits(int(self.pick("6", "8", "8"))), how)

    def _acct(self, how: str) -> str:
        return self.account() if how == "us" else self._split(self.digits(8), how)

    def _social(self, how: str) -> str:
        number = self.ssn().replace("-", "")
        if how == "spoken4":
            return " ".join("oh" if d == "0" else ONES[int(d)] for d in number[-4:])
        if how == "us":
            return f"{number[:3]}-{number[3:5]}-{number[5:]}"
        return number if how == "undashed" else self._split(number, how)

    def _member(self, how: str) -> str:
        if how == "us":
            return self.insurance()
        if how.startswith("mbi"):
            number = self.mbi().replace("-", "")
            spaced = f"{number[:4]} {number[4:7]} {number[7:]}"
            return {"mbi": number, "mbispaced": spaced, "mbilow": number.lower()}[how]
        return self._split(
            "".join(self.random.choices(string.ascii_uppercase, k=3)) * (how != "spoken")
            + self.digits(8),
            how,
        )

    def _number(self, how: str) -> str:
        made: dict[str, Callable[[], str]] = {
            "us": self.phone, "teldigits": lambda: "+1" + self.digits(10),
            "ukmobile": lambda: self.pick("07{0} {1}", "07{0}{1}", "07{0}-{1}", "+44 7{0} {1}").format(self.digits(3).replace("0", "7"), self.digits(6)).replace("07", "077", 1)[:12],
            "ukland": lambda: self.pick("0161 496 0{0}", "020 7946 0{0}", "(0114) 496 0{0}", "01632 960{0}", "0113-496-0{0}").format(self.digits(3)),
            "fr": lambda: f"06 {self.digits(2)} {self.digits(2)} {self.digits(2)} {self.digits(2)}",
            "nl": lambda: self.pick(f"06-{self.upto(10, 49)}{self.digits(6)}", f"020 {self.upto(200, 799)} {self.digits(4)}"),
            "nz": lambda: self.pick(f"021 {self.upto(200, 899)} {self.digits(3)}", f"027 {self.upto(200, 899)} {self.digits(4)}"),
            "au": lambda: f"04{self.upto(10, 39)} {self.digits(3)} {self.digits(3)}",
            "plus": lambda: self.pick(f"+49 30 {self.upto(2000000, 9999999)}", f"+52 55 {self.upto(1000, 9999)} {self.digits(4)}", f"+48 {self.upto(500, 799)} {self.digits(3)} {self.digits(3)}"),
        }  # fmt: skip
        return made[how]() if how in made else self._split(f"617555{self.digits(4)}", how)

    def _national(self, how: str) -> str:
        made: dict[str, Callable[[], str]] = {
            "nhs": self._nhs, "chi": self._chi, "nino": self._nino, "ohip": self._ohip, "nhi": self._nhi,
            "bsn": self._bsn, "dni": self._dni,
        }  # fmt: skip
        return made[how]()

    def _nhs(self) -> str:
        while True:
            nine = "4" + self.digits(8)
            check = (11 - sum((10 - n) * int(d) for n, d in enumerate(nine)) % 11) % 11
            if check != 10:
                whole = f"{nine}{check}"
                return self.pick(
                    f"{whole[:3]} {whole[3:6]} {whole[6:]}",
                    whole,
                    f"{whole[:3]}-{whole[3:6]}-{whole[6:]}",
                )

    def _chi(self) -> str:
        while True:
            day = self._day(1930, 1999)
            nine = f"{day:%d%m%y}{self.digits(3)}"
            check = (11 - sum((10 - n) * int(d) for n, d in enumerate(nine)) % 11) % 11
            if check != 10:
                return self.pick(f"{nine}{check}", f"{nine[:6]} {nine[6:]}{check}")

    def _nino(self) -> str:
        body = self.digits(6)
        prefix, suffix = self.pick("AB", "CE", "JH", "PW", "YK"), self.pick(*"ABCD")
        return self.pick(
            f"{prefix}{body}{suffix}", f"{prefix} {body[:2]} {body[2:4]} {body[4:]} {suffix}"
        )

    def _ohip(self) -> str:
        nine = self.pick(*"123456789") + self.digits(8)
        total = sum(
            sum(divmod(int(d) * 2, 10)) if n % 2 == 0 else int(d) for n, d in enumerate(nine)
        )
        whole = f"{nine}{-total % 10}"
        version = self.pick("-AB", " AB", "", "-QX")
        return (
            self.pick(
                f"{whole[:4]}-{whole[4:7]}-{whole[7:]}",
                f"{whole[:4]} {whole[4:7]} {whole[7:]}",
                whole,
            )
            + version
        )

    def _nhi(self) -> str:
        alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        while True:
            body = "".join(self.random.choices(alphabet, k=3)) + self.digits(3)
            values = [alphabet.index(c) + 1 if c.isalpha() else int(c) for c in body]
            rest = sum(v * (7 - n) for n, v in enumerate(values)) % 11
            if rest:
                return f"{body}{(11 - rest) % 10}"

    def _bsn(self) -> str:
        while True:
            eight = self.pick(*"123456789") + self.digits(7)
            last = sum(int(d) * (9 - n) for n, d in enumerate(eight)) % 11
            if last < 10:
                return f"{eight}{last}"

    def _dni(self) -> str:
        number = self.digits(8)
        return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(number) % 23]}"

    # Dates

    def _birth(self, how: str) -> str:
        return self._dated(self._day(1930, 2020), how, self.dob)

    def _visit(self, how: str) -> str:
        return self._dated(self._day(2025, 2027), how, self.date)

    def _dated(self, day: date, how: str, usual: Callable[[], str]) -> str:
        month = f"{day:%B}"
        made: dict[str, Callable[[], str]] = {
            "us": usual, "short": lambda: f"{day.month}/{day.day}/{day:%y}", "iso": lambda: f"{day:%Y-%m-%d}",
            "hl7": lambda: f"{day:%Y%m%d}", "compact": lambda: self.pick(f"{day:%Y%m%d}", f"{day:%m%d%Y}"),
            "reg": lambda: self.pick(f"{day:%d%b%y}".upper(), f"{day:%d%b%Y}".upper(), f"{day:%d-%b-%Y}", f"{day:%d-%b-%y}".upper()),
            "spaces": lambda: f"{day.month} {day.day} {day:%y}", "dotted2": lambda: f"{day.month}.{day.day}.{day:%y}",
            "uk": lambda: self.pick(f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day:%y}", f"{day.day} {day:%b} {day:%Y}", f"{day:%d.%m.%Y}", f"{day.day} {month}"if usual == self.date else f"{day.day} {month} {day:%Y}"),
            "es": lambda: self.pick(f"{day.day} de {MONTHS_ES[day.month - 1]} de {day:%Y}", f"{day:%d/%m/%Y}", f"{day.day} de {MONTHS_ES[day.month - 1]} del {day:%Y}", f"{day:%d-%m-%Y}"),
            "spacedslash": lambda: f"{day.month} / {day.day} / {day:%Y}",
            "wordsmonth": lambda: f"{month} {ordinal(day.day)} {day:%y}",
            "spoken": lambda: self._said_day(day, year=usual == self.dob),
        }  # fmt: skip
        return made[how]()

    def _said_day(self, day: date, *, year: bool) -> str:
        month, nth = f"{day:%B}".lower(), ordinal(day.day)
        begun = self.pick(
            f"{month} {nth}",
            f"the {nth} of {month}".removeprefix("the "),
            f"{month} the {nth}",
            f"{month} {day.day}",
        )
        if not year:
            return begun
        low = day.year % 100
        tail = said(low) if low > 9 else f"oh {ONES[low]}" if low else "hundred"
        whole = (
            f"nineteen {tail}"
            if day.year < 2000
            else f"two thousand {said(low)}"
            if low
            else "two thousand"
        )
        return f"{begun} {self.pick(whole, whole, whole, str(day.year))}"

    # The rest

    def _mail(self, how: str) -> str:
        if how == "us":
            return self.email()
        user, _, domain = self.email().partition("@")
        user = user.replace("_", ".")
        return {
            "atdot": f"{user} [at] {domain.replace('.', ' [dot] ')}",
            "atdotwords": f"{user} at {domain.replace('.', ' dot ')}",
            "spoken": f"{user.replace('.', ' dot ')} at {domain.replace('.', ' dot ')}",
        }[how]

    def _years(self, how: str) -> str:
        if how == "us":
            return self.age()
        return f"{said(self.upto(90, 99))} {self.pick('year old', 'years old')}"

    def _place(self, how: str) -> str:
        number = self.upto(2, 240)
        made: dict[str, Callable[[], str]] = {
            "us": self.address,
            "spoken": lambda: f"{said(self.upto(11, 98))} {self.pick('oak', 'maple', 'cherry hill', 'sunset')} {self.pick('street', 'avenue', 'road', 'lane')}",
            "uk": lambda: f"{number} {self.pick('Station', 'Victoria', 'Mill', 'Church')} {self.pick('Road', 'Lane', 'Street', 'Close')}, {self.pick(*UK_TOWNS)} {self.pick(*UK_POST)}",
            "capost": lambda: self.pick("K1A 0B1", "M5G 1X8", "H3A 1A1", "V6B 2W9"),
            "castreet": lambda: f"{number} {self.pick('Bay', 'Queen', 'Elgin')} St, {self.pick('Toronto', 'Ottawa')}",
        }  # fmt: skip
        return made[how]()

    def _in_url(self, how: str) -> str:
        first, last = self.us_first(), self.us_last()
        made = {
            "digits": self.digits(7), "nameslug": f"{first}-{last}".lower(), "plusname": f"{first}+{last}",
            "hl7name": f"{last}^{first}".upper(), "firstword": first, "lastword": last, "lastdotfirst": f"{last}.{first}".lower(),
        }  # fmt: skip
        return made[how]
