"""Importing a rota as an operator does, and what the doctor says of it."""

from pathlib import Path

from sqlalchemy import create_engine, text

from tests.cli.test_roster import TOML
from tests.typed import corridor

HEAD = "email,start,end\n"
SAM = """
[[people]]
platform = "web"
id = "sam"
name = "Sam Ortiz"
email = "sam@example.org"
side = "it"
roles = ["admin"]
"""
WHOLE = "ana@example.org,2020-01-01 08:00,2099-01-01 08:00\n"


def hospital(path: Path, more: str = "") -> None:
    (path / "corridor.toml").write_text(TOML + SAM + more)
    assert corridor("migrate", cwd=path).returncode == 0


def rows(path: Path, table: str) -> list[str]:
    engine = create_engine(f"sqlite:///{path / 'data' / 'corridor.db'}")
    with engine.connect() as db:
        found = [str(row) for row in db.execute(text(f"SELECT * FROM {table}"))]
    engine.dispose()
    return found


def test_a_rota_is_tried_then_imported_and_importing_again_replaces(tmp_path: Path) -> None:
    hospital(tmp_path)
    (tmp_path / "may.csv").write_text(
        f"{HEAD}ana@example.org,2027-05-01 19:00,2027-05-02 07:00\n"
        "sam@example.org,2027-05-02 19:00,2027-05-03 07:00\n"
    )
    tried = corridor("rota", "may.csv", "--dry-run", cwd=tmp_path)
    span = "2027-05-01 23:00 to 2027-05-03 11:00 UTC"
    assert tried.stdout == f"Would import 2 turns of 2 people, {span}. Nothing was changed.\n"
    assert rows(tmp_path, "oncall") == []
    done = corridor("rota", "may.csv", cwd=tmp_path)
    assert done.stdout == f"Imported 2 turns of 2 people, {span}.\n"
    again = corridor("rota", "may.csv", cwd=tmp_path)
    assert "2 earlier ones of that source made way." in again.stdout
    other = corridor("rota", "may.csv", "--source", "pagers", cwd=tmp_path)
    assert "made way" not in other.stdout
    assert len(rows(tmp_path, "oncall")) == 4
    assert sum("rota.imported" in row for row in rows(tmp_path, "audit")) == 3


def test_a_rota_with_a_mistake_is_not_imported_at_all(tmp_path: Path) -> None:
    hospital(tmp_path)
    (tmp_path / "bad.csv").write_text(
        f"{HEAD}{WHOLE}bob@example.org,2027-05-01 19:00,2027-05-02 07:00\n"
    )
    bad = corridor("rota", "bad.csv", cwd=tmp_path)
    assert bad.returncode != 0
    assert "nothing was imported: 1 mistake to mend." in bad.stderr
    assert 'bad.csv:3: nobody here is called "bob@example.org"' in bad.stderr
    assert rows(tmp_path, "oncall") == []
    assert "cannot read none.csv" in corridor("rota", "none.csv", cwd=tmp_path).stderr


def test_who_is_put_on_is_told(tmp_path: Path) -> None:
    hospital(tmp_path)
    (tmp_path / "rota.csv").write_text(f"{HEAD}{WHOLE}")
    assert corridor("rota", "rota.csv", cwd=tmp_path).returncode == 0
    assert any(
        "An import changed the rota: you are on call" in row for row in rows(tmp_path, "shown")
    )


def test_the_doctor_finds_gaps(tmp_path: Path) -> None:
    hospital(tmp_path)
    assert "no rota: whoever has the roles is called" in corridor("doctor", cwd=tmp_path).stdout
    (tmp_path / "rota.csv").write_text(f"{HEAD}{WHOLE}")
    corridor("rota", "rota.csv", cwd=tmp_path)
    assert "the rota has no gap until" in corridor("doctor", cwd=tmp_path).stdout
    (tmp_path / "backup.csv").write_text(
        "email,rung,start,end\n"
        "sam@example.org,backup,2020-01-01 08:00,2020-01-02 08:00\n"
        "sam@example.org,backup,2099-01-01 08:00,2099-01-02 08:00\n"
    )
    corridor("rota", "backup.csv", cwd=tmp_path)
    told = corridor("doctor", cwd=tmp_path).stdout
    assert "nobody on the rota: Backup, " in told
    assert "2099-01-01 08:00 EST" in told or " on: import a rota" in told


def test_the_doctor_names_who_left_and_a_weekly_rota_is_read(tmp_path: Path) -> None:
    week = '[[oncall]]\nperson = "Sam Ortiz"\ndays = "mon-sun"\nstart = "08:00"\nend = "08:00"\n'
    hospital(tmp_path, week)
    (tmp_path / "rota.csv").write_text(f"{HEAD}{WHOLE}")
    corridor("rota", "rota.csv", cwd=tmp_path)
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'corridor.db'}")
    with engine.begin() as db:
        db.execute(text("UPDATE people SET gone = 1 WHERE name = 'Ana Ruiz'"))
    engine.dispose()
    told = corridor("doctor", cwd=tmp_path).stdout
    assert "Ana Ruiz has left and is still on the rota" in told
    assert "the rota has no gap until" in told


def test_a_weekly_rota_names_people_rungs_systems_and_units_that_there_are(tmp_path: Path) -> None:
    wrong = (
        '[[oncall]]\nperson = "Sam Ortis"\nrung = "third"\nsystem = "Fax"\nunit = "9W"\n'
        'start = "8"\nend = "08:00"\nwhen = "always"\n'
    )
    (tmp_path / "corridor.toml").write_text(TOML + SAM + wrong)
    told = corridor("doctor", cwd=tmp_path).stdout
    for key in ("person", "rung", "system", "unit", "start", "when"):
        assert f"[[oncall]] {key} " in told, key
    assert 'Did you mean "Sam Ortiz"?' in told
