"""Rooms, people and groups of corridor.toml, and what they must agree on."""

from zoneinfo import ZoneInfo

import pytest

from bot.settings import BadSettings, Settings, load
from bot.words.events import Account

TOP = """
[hospital]
name = "Harbor"
zone = "America/New_York"
[[units]]
id = "5W"
shifts = [{ name = "night", start = "19:00", end = "07:00" }]
"""


def loaded(text: str, **env: str) -> Settings:
    return load(env, lambda _: TOP + text)


def told(text: str, **env: str) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        loaded(text, **env)
    return [str(one) for one in bad.value.problems]


def room(**keys: str) -> str:
    given = {"platform": "slack", "id": "C1", "purpose": "triage"} | keys
    return "\n[[rooms]]\n" + "\n".join(f'{key} = "{value}"' for key, value in given.items())


def test_a_person_with_all_that_can_be_said() -> None:
    (person,) = loaded("""
        [[people]]
        name = "Ana Ruiz"
        email = "Ana@Example.org"
        side = "clinical"
        unit = "5W"
        shift = "night"
        days = "tue,wed,sat"
        zone = "America/Chicago"
        roles = ["leader", "backup"]
        accounts = [{ platform = "slack", workspace = "T1", id = "U1" }]
        platform = "teams"
        workspace = "tenant"
        id = "aad-1"
    """).people
    assert set(person.accounts) == {
        Account("slack", "T1", "U1"),
        Account("teams", "tenant", "aad-1"),
    }
    assert {account.name for account in person.accounts} == {"Ana Ruiz"}
    assert person.email == "ana@example.org"
    assert (person.side, person.unit, person.shift) == ("clinical", "5W", "night")
    assert person.days == frozenset({1, 2, 5})
    assert person.zone == ZoneInfo("America/Chicago")
    assert person.roles == frozenset({"leader", "backup"})


def test_a_workspace_may_be_left_out_where_there_is_one() -> None:
    settings = loaded(
        room(workspace="T1")
        + room(id="C2")
        + '\n[[groups]]\nplatform = "slack"\nid = "S1"\nside = "it"'
    )
    assert {one.channel.workspace for one in settings.rooms} == {"T1"}
    assert settings.groups[0].workspace == "T1"


def test_a_workspace_left_out_where_there_are_two_is_asked_for() -> None:
    (problem,) = told(room(workspace="T1") + room(id="C2", workspace="T2") + room(id="C3"))
    assert "workspace is missing" in problem
    assert "T1, T2" in problem


def test_teams_people_belong_to_the_tenant_of_the_environment() -> None:
    env = {"TEAMS_APP_ID": "a", "TEAMS_APP_PASSWORD": "b", "TEAMS_TENANT_ID": "tenant"}
    settings = loaded('[[people]]\nplatform = "teams"\nid = "aad-1"', **env)
    assert settings.people[0].accounts[0].workspace == "tenant"


def test_the_same_channel_or_account_twice_is_a_mistake() -> None:
    person = '\n[[people]]\nplatform = "web"\nid = "ana"'
    problems = told(room() + room() + person + person)
    assert len(problems) == 2
    assert all("used twice" in problem for problem in problems)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (room(purpose="traige"), 'Did you mean "triage"'),
        (room(unit="5X"), "Choose one of: 5W"),
        (room(id=""), "id is missing"),
        ('[[rooms]]\nplatform = "web"\nid = "x"', "purpose is missing"),
        ('[[people]]\nname = "Nobody"', "platform and id, or accounts, or an email"),
        ('[[people]]\nemail = "at home"', "not an e-mail address"),
        ('[[people]]\nplatform = "web"\nid = "a"\nrole = ["admin"]', 'Did you mean "roles"'),
        ('[[people]]\nplatform = "web"\nid = "a"\nroles = "admin"', "not a list"),
        ('[[people]]\nplatform = "web"\nid = "a"\nroles = ["amdin"]', 'Did you mean "admin"'),
        ('[[people]]\nplatform = "web"\nid = "a"\nshift = "night"', "needs a unit"),
        ('[[people]]\nplatform = "web"\nid = "a"\nunit = "5W"\nshift = "day"', "night"),
        ('[[people]]\nplatform = "web"\nid = "a"\ndays = "someday"', "not days"),
        ('[[people]]\nplatform = "web"\nid = 7', "quotes"),
        ('[[groups]]\nplatform = "slack"\nid = "S1"', "side is missing"),
        ('[people]\nname = "x"', "below [[people]]"),
        ('[[peple]]\nname = "x"', 'Did you mean "people"'),
    ],
)
def test_a_mistake_is_told_once_with_its_mend(text: str, hint: str) -> None:
    (problem,) = told("\n" + text)
    assert hint in problem


def test_mistakes_come_in_the_order_of_the_file() -> None:
    problems = told(room(purpose="x") + '\n[retention]\nconcerns = "ages"\n[targets]\np1 = "soon"')
    numbers = [int(problem.split(":")[1]) for problem in problems]
    assert numbers == sorted(numbers)
    assert len(numbers) == 3
