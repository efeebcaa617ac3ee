"""What `corridor doctor` says of an installation."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ops.checks import Check
from bot.ops.doctor import examine
from bot.run.database import opened_briefly
from bot.settings import PersonSetting, RoomSetting, load
from bot.words.events import Account, Channel
from storage.nouns import people, rooms
from tests import prepared

TOP = '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n'
TRIAGE = '[[rooms]]\nplatform = "web"\nid = "it"\npurpose = "triage"\n'


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A migrated database and an empty place for corridor.toml."""
    url = f"sqlite:///{tmp_path}/corridor.db"
    prepared.migrated(tmp_path / "corridor.db")
    return {"DATABASE_URL": url, "CORRIDOR_CONFIG": str(tmp_path / "corridor.toml")}


def said(env: dict[str, str], text: str) -> str:
    Path(env["CORRIDOR_CONFIG"]).write_text(TOP + text, encoding="utf-8")
    return "\n".join(map(str, examine(env)))


def test_each_check_is_a_line_with_its_state_first() -> None:
    assert str(Check("warn", "no phone", "set it")) == "warn  no phone: set it"


def test_mistakes_in_the_settings_are_all_that_is_said(env: dict[str, str]) -> None:
    checks = said(env | {"PORT": "x"}, "colour = 1\n").splitlines()
    assert len(checks) == 2
    assert all(check.startswith("fail") for check in checks)


def test_a_database_that_is_not_migrated_fails(env: dict[str, str], tmp_path: Path) -> None:
    fresh = env | {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    assert "fail  database" in said(fresh, TRIAGE)
    assert "corridor migrate" in said(fresh, TRIAGE)


def test_a_database_out_of_reach_fails_without_its_password(env: dict[str, str]) -> None:
    told = said(env | {"DATABASE_URL": "postgres://u:tellnobody@127.0.0.1:1/x"}, TRIAGE)
    assert "fail  database" in told
    assert "tellnobody" not in told


def test_an_installation_without_rooms_or_people_is_warned_of_each(env: dict[str, str]) -> None:
    told = said(env, '[[units]]\nid = "5W"\n')
    for words in (
        "no triage room",
        "5W has no ward room",
        "role oncall",
        "role backup",
        "no phone",
    ):
        assert words in told
    assert "fail" not in told


def test_triage_rooms_that_leave_something_out_are_warned_of(env: dict[str, str]) -> None:
    assert "no triage room takes" in said(env, TRIAGE + 'systems = ["Meds"]\n')
    assert "no triage room takes" not in said(env, TRIAGE)


def test_rooms_on_a_platform_that_is_not_set_up_are_warned_of(env: dict[str, str]) -> None:
    told = said(env, TRIAGE.replace("web", "slack"))
    assert "rooms on slack, which is not set up: set SLACK_BOT_TOKEN" in told


def test_who_and_what_has_no_name_yet_and_where_guests_read_is_told(env: dict[str, str]) -> None:
    said(env, TRIAGE)
    now = datetime(2026, 3, 4, tzinfo=UTC)
    staff = [
        PersonSetting("", (Account("slack", "T0HOSPITAL", "U0SAM"),)),
        PersonSetting("Kim Lee", (Account("slack", "T0HOSPITAL", "U0KIM"),)),
    ]
    places = [
        RoomSetting(Channel("slack", "T0HOSPITAL", "C0BARE"), "triage"),
        RoomSetting(Channel("slack", "T0HOSPITAL", "C0NAMED"), "wins", name="wins"),
    ]
    with opened_briefly(load(env)) as database, database.begin() as db:
        people.seed(db, staff, now)
        rooms.seed(db, places, now)
        rooms.all_of(db, "wins")[0].guests = True
    told = said(env, TRIAGE)
    assert "warn  Slack U0SAM has no name" in told
    assert "U0KIM" not in told
    assert "triage room C0BARE has no name" in told
    assert "C0NAMED has no name" not in told
    assert "a guest reads in wins room wins" in told


def test_whose_numbers_the_guard_looks_for_is_told(env: dict[str, str]) -> None:
    told = said(env, "")
    assert "numbers of US, CA, GB, IE, AU, NZ, NL, FR, ES, MX, DE, all that it knows" in told
    told = said(env, '[privacy]\ncountries = ["us", "GB"]\n')
    assert "numbers of US, GB; not of CA, IE, AU, NZ, NL, FR, ES, MX, DE" in told
