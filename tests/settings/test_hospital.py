"""The hospital in corridor.toml: times, holidays, targets, and how mistakes in them are told."""

from datetime import date, time, timedelta

import pytest

from bot.settings import BadSettings, Settings, load

NAMED = '[hospital]\nname = "Harbor"\nzone = "America/New_York"\n'


def loaded(text: str) -> Settings:
    return load({}, lambda _: NAMED + text)


def told(text: str, top: str = NAMED) -> str:
    with pytest.raises(BadSettings) as bad:
        load({}, lambda _: top + text)
    return "\n".join(map(str, bad.value.problems))


def test_holidays_are_a_country_or_a_list_of_dates() -> None:
    assert loaded('holidays = "US-CA"').hospital.hours.holiday_country == "US-CA"
    hours = loaded('holidays = [2026-12-25, "2026-07-03"]').hospital.hours
    assert hours.holidays == frozenset({date(2026, 12, 25), date(2026, 7, 3)})


def test_shifts_carry_their_times_and_days() -> None:
    unit = loaded("""
        [[units]]
        id = "ED"
        care_area = "er"
        zone = "America/Chicago"
        [[units.shifts]]
        name = "weekend"
        start = "19:00"
        end = "7:30"
        days = "fri-sun"
    """).hospital.units["ED"]
    (shift,) = unit.shifts
    assert (shift.start, shift.end) == (time(19), time(7, 30))
    assert shift.days == frozenset({4, 5, 6})
    assert (unit.name, unit.care_area, str(unit.zone)) == ("ED", "ED", "America/Chicago")


def test_escalation_follows_a_target_that_was_moved() -> None:
    targets = loaded('[targets]\np1 = "6m"\np2_escalate = "5m"').hospital.targets
    assert targets["P1"].escalate == timedelta(minutes=4)
    assert targets["P2"].escalate == timedelta(minutes=5)
    assert targets["P3"].escalate is None


def test_what_is_kept_and_for_how_long() -> None:
    kept = loaded('[retention]\nconcerns = "6 months"\nhuddles = "2 weeks"').hospital.retention
    assert (kept.concerns, kept.huddles) == (timedelta(days=183), timedelta(days=14))
    assert kept.sealed == timedelta(days=30)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('holidays = "Atlantis"', "Atlantis"),
        ('holidays = ["soon"]', "Write dates as"),
        ("holidays = 5", "quotes"),
        ('working_hours = { days = "mon-fry" }', "mon-fri"),
        ('working_hours = { start = "8am" }', "07:00"),
        ('working_hours = { strat = "08:00" }', 'Did you mean "start"'),
        ('downtime = "javascript:alert(1)"', "not a web address"),
        ('[[units]]\nid = "A"\ncare_area = "ICUU"', 'Did you mean "ICU"'),
        ('[[units]]\nid = "A"\n[[units]]\nid = "A"', "used twice"),
        ('[[units]]\nname = "A"', "id is missing"),
        ('[[units]]\nid = "A"\n[[units.shifts]]\nname = "day"\nstart = "07:00"', "end is missing"),
        ('[targets]\np1 = "15 parsecs"', "15 parsecs"),
        ('[targets]\np1_escalate = "1 working hour"', "day and night"),
        ('[targets]\np5 = "1h"', "Known here: p1"),
        ('[privacy]\nmrn_patterns = ["[0-9"]', "not a regular expression"),
        ('[privacy]\nmrn_patterns = [8]', "quotes"),
        ('[privacy]\ncountries = ["UK"]', "Choose one of: US, CA, GB"),
        ('[retention]\nconcerns = "0 days"', "12 months"),
        ('[playground]\nenabled = "yes"', "true or"),
        ('[targest]\np1 = "1h"', 'Did you mean "targets"'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_with_its_mend(text: str, hint: str) -> None:
    said = told(text)
    assert hint in said
    assert len(said.splitlines()) == 1


def test_an_empty_file_asks_for_the_name_and_the_zone() -> None:
    said = told("", top="").splitlines()
    assert ["name is missing" in said[0], "zone is missing" in said[1]] == [True, True]


def test_a_file_that_can_not_be_read_is_told_and_not_taken_for_missing() -> None:
    def locked(name: str) -> str:
        raise PermissionError(name)

    with pytest.raises(BadSettings, match="cannot be read"):
        load({}, locked)


def test_an_invented_hospital_does_not_hide_mistakes_in_variables() -> None:
    def missing(name: str) -> str:
        raise FileNotFoundError(name)

    with pytest.raises(BadSettings, match="PORT"):
        load({"PORT": "x"}, missing)
