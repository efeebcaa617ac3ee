"""Every key of a TOML text is found on the line it stands on."""

import itertools
import tomllib
from collections.abc import Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st

from bot.settings.lines import Path, lines

TEXTS = (
    '"a # ] } b"',
    r'"a \" b"',
    "'it \\'",
    '""',
    '""" one\n[two]\n"three" = """',
    '""""quoted\\""" """""',
    "''' it's\n# ]\n'''",
    '"1"',
)
NUMBERS = ("1", "-2.5", "true", "2026-03-08", "1979-05-27 07:32:00", "07:32:00", "inf")


def numbered(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Keys that are never the same twice, bare, quoted and dotted."""
    return names.map(lambda name: name.replace("#", str(next(COUNT))))


COUNT = itertools.count()
KEYS = numbered(st.sampled_from(["k#", '"k# = ["', "'k#.x'", "k#.a", 'k#."b c"']))
BLANKS = st.sampled_from(["", " ", "\n", " # ] }\n  "])
VALUES = st.recursive(
    st.sampled_from(TEXTS + NUMBERS),
    lambda inner: st.one_of(
        st.builds(
            lambda items, gap: f"[{gap}{f',{gap}'.join(items)}{gap}]", st.lists(inner), BLANKS
        ),
        st.lists(st.tuples(KEYS, inner), max_size=3).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
        ),
    ),
    max_leaves=6,
)
PAIRS = st.lists(st.builds("{} = {}".format, KEYS, VALUES), max_size=3).map("\n".join)
HEADERS = st.one_of(
    KEYS.map("[{}]".format),
    st.sampled_from(["[[list]]", "[[ list . inner ]] # again"]),
    numbered(st.just("[list.t#]")),
)
TABLES = st.lists(st.tuples(HEADERS, PAIRS), max_size=5)
FILES = st.builds(
    lambda top, tables: "\n".join([top, *(f"\n# [x]\n{h}\n{p}" for h, p in tables)]), PAIRS, TABLES
).filter(lambda text: parsed(text) is not None)


def parsed(text: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    if isinstance(value, list):
        inside = list(enumerate(value))
    for key, one in inside:
        yield (*path, key)
        yield from paths(one, (*path, key))


@given(FILES)
def test_the_same_keys_as_tomllib_finds(text: str) -> None:
    assert set(lines(text)) == set(paths(parsed(text)))


@given(FILES)
def test_every_numbered_key_stands_on_its_line(text: str) -> None:
    written = text.split("\n")
    for path, line in lines(text).items():
        name = str(path[-1])
        if name.startswith("k"):
            assert name in written[line - 1]


def test_lines_of_a_small_file() -> None:
    text = '# top\n[[units]]\nid = "5W"\n[[units.shifts]]\nname = "day"\n\n[[units]]\nid = "ED"\n'
    assert lines(text) == {
        ("units",): 2,
        ("units", 0): 2,
        ("units", 0, "id"): 3,
        ("units", 0, "shifts"): 4,
        ("units", 0, "shifts", 0): 4,
        ("units", 0, "shifts", 0, "name"): 5,
        ("units", 1): 7,
        ("units", 1, "id"): 8,
    }


def test_windows_line_ends_count_as_one() -> None:
    assert lines('a = 1\r\nb = """x\r\ny"""\r\nc = 2\r\n')[("c",)] == 4
