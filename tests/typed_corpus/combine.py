"""Makes combined.tsv: verbs, marks, spaces, dashes, quotes and mentions, each with each in turn.

`python -m tests.typed_corpus.combine` writes it anew. What must come of a line is known from how it
was put together, not from how we read it.
"""

from collections.abc import Iterator
from itertools import count, cycle

from tests.typed_corpus.lines import HERE, Line, escaped

HEAD = "# Made by `python -m tests.typed_corpus.combine`: change that, not this.\n"
SPACES = (" ", "\u00a0", "\u2009", "\u202f", "\u3000", "\t", "  ")
DASHES = ("-", "--", "\u2010", "\u2012", "\u2013", "\u2014", "\u2014\u2014", "\u2212", "\uff0d")
MARKS = (":", ",", ";", ".", "!", "\u2026", "\uff1a", "\uff0c", ")")
HIDDEN = ("\u200b", "\ufeff", "\u2060", "\u200e", "\u00ad", "\u061c", "\u200b\u200b")
AROUND = (
    ("*", "*"), ("_", "_"), ("**", "**"), ("~", "~"), ("`", "`"), ('"', '"'), ("(", ")"), ("[", "]"),
    ("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u00ab", "\u00bb"), ("\u2018", "\u2019"),
)  # fmt: skip
BEFORE = (
    "> ",
    "- ",
    "\u2022 ",
    "\u00b7 ",
    "1. ",
    "2) ",
    "a) ",
    "# ",
    "/",
    "!",
    "\u25aa ",
    "\u2013 ",
)
NOTES = ("note", "Note", "NOTE", "IT note", "internal note")
ONLY = ("internal", "IT only", "private", "staff only", "IT-only", "For IT only")
NAMELESS = ("anonymous", "Anonymous", "anon", "anonymously")
ANYWHERE = cycle(("slash, mention", "mention, direct", "slash, direct"))
TYPED = cycle(("mention", "direct"))


def lines() -> Iterator[Line]:
    numbers = count(200)
    yield from notes(numbers)
    yield from secret_polls()
    yield from concerns(numbers)
    yield from shown()
    yield from called(numbers)


def notes(numbers: Iterator[int]) -> Iterator[Line]:
    """What begins like a note, in IT's thread."""

    def line(id_: str, typed: str) -> Line:
        words = f"the vendor {next(numbers)} has no spare"
        return Line(id_, "safety", "it", typed.format(words), f"note {words}")

    words, only = cycle(NOTES), cycle(ONLY)
    for hidden in HIDDEN:
        yield line("H2+", f"{hidden}{next(words)} {{}}")
        yield line("H2+", f"{next(words)}{hidden} {{}}")
    for space in SPACES:
        yield line("H2+", f"{next(words)}{space}{{}}")
        yield line("H2+", f"{space}{next(words)}:{space}{{}}")
        yield line("H7+", f"{next(only)}:{space}{{}}")
    for left, right in AROUND:
        yield line("H4+", f"{left}{next(words)}{right} {{}}")
        yield line("H4+", f"{left}{next(words)}:{right} {{}}")
        yield line("H7+", f"{left}{next(only)}{right}: {{}}")
    for mark in MARKS:
        yield line("H5+", f"{next(words)}{mark} {{}}")
        yield line("H5+", f"{next(words)} {mark} {{}}")
        yield line("H7+", f"{next(only)}{mark} {{}}")
    for dash in DASHES:
        yield line("H5+", f"{next(words)} {dash} {{}}")
        yield line("H5+", f"{next(words)}{dash} {{}}")
        yield line("H7+", f"{next(only)} {dash} {{}}")
    for before in BEFORE:
        yield line("H7+", f"{before}{next(words)} {{}}")
        yield line("H7+", f"{before}{next(only)}: {{}}")


def secret_polls() -> Iterator[Line]:
    """A word for "without names" behind every kind of dash and mark, and before the question."""
    words = cycle(NAMELESS)

    def line(id_: str, typed: str) -> Line:
        return Line(id_, "safety", next(ANYWHERE), typed, "poll anonymous Ready? | Yes | No")

    for dash in DASHES:
        yield line("A2+", f"poll Ready? | Yes | No {dash}{next(words)}")
        yield line("A2+", f"poll Ready? | Yes | No {dash} {next(words)}")
        yield line("A4+", f"poll {dash}{next(words)} Ready? | Yes | No")
    for space in SPACES[:5]:
        yield line("A2+", f"poll{space}Ready?{space}|{space}Yes{space}|{space}No{space}--anonymous")
        yield line("A2+", f"poll Ready? | Yes | No -{space}-{space}anonymous")
    for hidden in HIDDEN:
        yield line("A2+", f"poll Ready? | Yes | No -{hidden}-anonymous")
        yield line("A2+", f"poll Ready? | Yes | No --{hidden}anony{hidden}mous")
    for left, right in (("(", ")"), ("[", "]"), ("\uff08", "\uff09"), ("*--", "*"), ("_(", ")_")):
        yield line("A3+", f"poll Ready? | Yes | No {left}anonymous{right}")


def concerns(numbers: Iterator[int]) -> Iterator[Line]:
    """The verb, with what may stand around it."""

    def line(id_: str, typed: str) -> Line:
        words = f"tray {next(numbers)} is stuck"
        return Line(id_, "plain", next(TYPED), typed.format(words), f"raised {words}")

    for hidden in HIDDEN:
        yield line("D1+", f"{hidden}concern {{}}")
        yield line("D1+", f"con{hidden}cern {{}}")
    for space in SPACES:
        yield line("D1+", f"{space}concern{space}{{}}")
    for mark in (":", ",", ";", "\uff1a", " :", " -", " \u2013", " \u2014", "\u2014"):
        yield line("F1+", f"concern{mark} {{}}")
    for left, right in AROUND:
        yield line("F1+", f"{left}concern{right} {{}}")
        yield line("F1+", f"{left}Concern:{right} {{}}")
    for before in BEFORE:
        yield line("F1+", f"{before}concern {{}}")
        yield line("F1+", f"{before}concern: {{}}")


def shown() -> Iterator[Line]:
    """A number, with what may stand around it."""
    around = (*AROUND, ("", ":"), ("", ","), ("", "!"), ("#", ""), ("", "?!"), ("\u200b", "\ufeff"))
    dashes = cycle(("-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d", ""))
    for left, right in around:
        typed = f"{left}C{next(dashes)}101{right}"
        yield Line("E2+", "plain", next(ANYWHERE), typed, "shows C-101")


def called(numbers: Iterator[int]) -> Iterator[Line]:
    """Our own name, in every form and place, in a channel."""
    ways = (
        "{bot}{mark} {{verb}} {{words}}", "{bot} {bot}{mark} {{verb}} {{words}}",
        "hey {bot}{mark} {{verb}} {{words}}", "*{bot}*{mark} {{verb}} {{words}}",
    )  # fmt: skip
    for mark in ("", ":", ",", " -", " \u2013", "\u00a0", "\u200b", "\uff1a"):
        for way in ways:
            words = f"tray {next(numbers)} is dark"
            typed = (
                way.replace("{mark}", mark)
                .replace("{{verb}}", "concern")
                .replace("{{words}}", words)
            )
            yield Line("G+", "plain", "mention", typed, f"raised {words}")


def made() -> str:
    rows = ("\t".join((*line[:3], escaped(line.typed), escaped(line.comes))) for line in lines())
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    (HERE / "combined.tsv").write_text(made(), encoding="utf-8")
