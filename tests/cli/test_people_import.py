"""Importing who works here as an operator does (R59)."""

from pathlib import Path
from time import process_time

import pytest

from bot.ops.people_import import import_people
from bot.settings import load
from storage.engine.session import open_hospital
from storage.nouns import people
from tests import prepared
from tests.typed import corridor

TOML = """
[hospital]
name = "Harbor"
zone = "America/New_York"
[[units]]
id = "5W"
name = "5 West"
shifts = [{ name = "night", start = "19:00", end = "07:00" }]
[roster]
sides = { Nursing = "clinical" }
[[people]]
platform = "web"
id = "jo"
name = "Jo Park"
email = "jo@example.org"
side = "both"
roles = ["admin"]
"""
HEAD = "Display Name,Mail,Department,Ward,Shift,Role,Badge\n"
ANA = "Ana Ruiz,ana@example.org,Nursing,5 West,nights,,17\n"
SAM = '"Ortiz, Sam",Sam@Example.org,IT,,,"oncall, leader",18\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "corridor.toml").write_text(
        TOML.replace("[roster]", '[roster]\ncolumns = { Department = "side" }')
    )
    prepared.migrated(tmp_path / "data" / "corridor.db")
    return tmp_path


def imports(
    house: Path, *lines: str, args: tuple[str, ...] = (), head: str = HEAD
) -> tuple[int, list[str], str]:
    (house / "staff.csv").write_text(head + "".join(lines))
    done = corridor("people", "staff.csv", *args, cwd=house)
    return done.returncode, done.stdout.splitlines(), done.stderr


def known(house: Path) -> dict[str, tuple[str, str, str, list[str], bool]]:
    """People by address: name, side, unit, roles, whether they have left."""
    database = open_hospital(f"sqlite:///{house / 'data' / 'corridor.db'}", "hospital")
    with database() as db:
        found = {
            p.email: (p.name, p.side, p.unit, p.role_list, p.gone) for p in people.addressed(db)
        }
    database.kw["bind"].dispose()
    return found


def test_people_come_change_and_leave(house: Path) -> None:
    code, tried, _ = imports(house, ANA, SAM, args=("--dry-run",))
    assert code == 0
    assert tried == [
        "  new: Ana Ruiz <ana@example.org>, clinical, 5W, night",
        "  new: Sam Ortiz <sam@example.org>, it, leader+oncall",
        "Would import 2 people: 2 new, 0 changed, 0 as they were; 0 left. Nothing was changed.",
        "Left out, a column that is not used:",
        "  Badge  [staff.csv:1]",
    ]
    assert "ana@example.org" not in known(house)
    assert imports(house, ANA, SAM)[1] == [
        "Imported 2 people: 2 new, 0 changed, 0 as they were; 0 left."
    ]
    assert known(house)["sam@example.org"] == ("Sam Ortiz", "it", "", ["leader", "oncall"], False)
    assert imports(house, ANA, SAM)[1] == [
        "Imported 2 people: 0 new, 0 changed, 2 as they were; 0 left."
    ]
    moved = ANA.replace("5 West,nights", ",")
    _, tried, _ = imports(house, moved, args=("--dry-run",))
    assert tried[:2] == [
        "  changed: Ana Ruiz <ana@example.org>, unit 5W -> none, shift night -> none",
        "  left: Sam Ortiz <sam@example.org>",
    ]
    imports(house, moved)
    assert known(house)["ana@example.org"][2] == ""
    assert known(house)["sam@example.org"][4]
    _, tried, _ = imports(house, moved, SAM, args=("--dry-run",))
    assert tried[0] == "  changed: Sam Ortiz <sam@example.org>, here has left -> yes"


def test_what_the_file_has_no_column_for_stays(house: Path) -> None:
    imports(house, ANA, SAM)
    imports(house, "Ana Ruiz,ana@example.org\n", "Sam Ortiz,sam@example.org\n", head="name,email\n")
    assert known(house)["sam@example.org"] == ("Sam Ortiz", "it", "", ["leader", "oncall"], False)


def test_the_settings_have_the_last_word(house: Path) -> None:
    code, out, _ = imports(house, ANA, "Jo Parker,jo@example.org,IT,,,,1\n", args=("--dry-run",))
    assert code == 0
    assert "Left out, corridor.toml names them, and has the last word:" in out
    imports(house, ANA, "Jo Parker,jo@example.org,IT,,,,1\n")
    assert known(house)["jo@example.org"] == ("Jo Park", "both", "", ["admin"], False)


def test_who_has_left_by_the_file_is_not_taken(house: Path) -> None:
    head = HEAD.replace("Badge", "Status")
    imports(house, ANA, SAM, head=head)
    _, out, _ = imports(house, ANA, SAM.replace("18", "Terminated"), args=("--dry-run",), head=head)
    assert "  left: Sam Ortiz <sam@example.org>" in out
    assert "Left out, has left:" in out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Ben Cole,,Nursing,5W,,,2\n", "staff.csv:3: has no e-mail address"),
        ("Ben Cole,ben,Nursing,5W,,,2\n", 'staff.csv:3: "ben" is not an e-mail address.'),
        ("Ben Cole,ben@example.org,Catering,5W,,,2\n", '"Catering" is no side. Write clinical, it, both'),
        ("Ben Cole,ben@example.org,Nursing,9Z,,,2\n", 'there is no unit "9Z". Choose one of: 5W.'),
        ("Ben Cole,ben@example.org,Nursing,5W,late,,2\n", 'there is no shift "late". Its shifts: night.'),
        ("Ben Cole,ben@example.org,Nursing,5W,,king,2\n", '"king" is not known.'),
        ("Ana R.,ANA@example.org,Nursing,5W,,,2\n", "staff.csv:3: has the address of staff.csv:2."),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_nothing_is_imported(
    house: Path, line: str, says: str
) -> None:
    code, _, err = imports(house, ANA, line)
    assert code == 1
    assert says in err
    assert "ana@example.org" not in known(house)
    code, out, err = imports(house, ANA, line, args=("--partly",))
    assert (code, out) == (0, ["Imported 1 person: 1 new, 0 changed, 0 as they were; 0 left."])
    assert says in err


def test_nobody_on_a_line_with_a_mistake_has_left(house: Path) -> None:
    imports(house, ANA, SAM)
    imports(house, ANA, SAM.replace("IT", "Catering"), args=("--partly",))
    assert not known(house)["sam@example.org"][4]


def test_half_a_file_does_not_make_half_the_house_leave(house: Path) -> None:
    staff = [f"Nurse {n},n{n}@example.org,Nursing,5W,,,{n}\n" for n in range(40)]
    imports(house, *staff)
    code, _, err = imports(house, *staff[:30])
    assert code == 1
    assert "10 of the 40 people of the last import are missing from this one." in err
    assert not any(gone for *_, gone in known(house).values())
    assert imports(house, *staff[:30], args=("--many-leavers",))[1] == [
        "Imported 30 people: 0 new, 0 changed, 30 as they were; 10 left."
    ]


def test_the_last_administrator_stays(house: Path) -> None:
    (house / "corridor.toml").write_text(TOML.partition("[[people]]")[0])
    head = "name,email,roles\n"
    imports(house, "Kim Lee,kim@example.org,admin\n", "Bo Fox,bo@example.org,\n", head=head)
    for lines in (["Bo Fox,bo@example.org,\n"], ["Kim Lee,kim@example.org,leader\n"]):
        code, _, err = imports(house, *lines, head=head, args=("--partly",))
        assert code == 1
        assert "nobody would be administrator any more" in err
    done = imports(house, "Bo Fox,bo@example.org,admin\n", head=head)
    assert done[1] == ["Imported 1 person: 0 new, 1 changed, 0 as they were; 1 left."]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column has e-mail addresses"),
        ("name,side\nAna,it\n", "no column has e-mail addresses"),
        ("name,email\n", "has nobody in it"),
    ],
)
def test_a_file_that_cant_be_used_says_why(house: Path, text: str, says: str) -> None:
    code, out, err = imports(house, text, head="")
    assert (code, out) == (1, [])
    assert says in err


def test_twenty_thousand_people_come_in_less_than_a_minute(house: Path) -> None:
    lines = "".join(f"Nurse {n},n{n}@example.org,Nursing,5W,night,,{n}\n" for n in range(20_000))
    env = {
        "DATABASE_URL": f"sqlite:///{house / 'data' / 'corridor.db'}",
        "CORRIDOR_CONFIG": str(house / "corridor.toml"),
    }
    begun = process_time()
    found = import_people(load(env), "staff", "staff.csv", (HEAD + lines).encode())
    assert len(found.settled.new) == 20_000
    assert process_time() - begun < 60
