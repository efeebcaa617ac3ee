"""[[huddles]] of corridor.toml: what can be said, and what is wrong with its line."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.settings import BadSettings, Settings, load

TOP = """
[hospital]
name = "Harbor"
zone = "America/New_York"
[[units]]
id = "5W"
[[rooms]]
platform = "slack"
id = "C1"
name = "IT triage"
purpose = "triage"
[[people]]
platform = "slack"
id = "U1"
name = "Kim Lee"
"""
LINE = TOP.count("\n") + 1


def loaded(text: str) -> Settings:
    return load({}, lambda _: TOP + text)


def told(text: str) -> str:
    with pytest.raises(BadSettings) as bad:
        loaded(text)
    return "\n".join(map(str, bad.value.problems))


def test_all_that_can_be_said() -> None:
    (one, two) = loaded("""
        [[huddles]]
        name = "Go-live"
        when = "daily 08:15 and 16:00"
        rooms = ["IT triage"]
        units = ["5W"]
        zone = "America/Chicago"
        holidays = false
        [[huddles]]
        name = "Analysts"
        when = "weekdays 9:30"
        rooms = ["IT triage"]
        people = ["Kim Lee"]
        window = "45m"
    """).huddles
    assert one.when is not None
    assert one.when.times == (time(8, 15), time(16))
    assert (one.units, one.zone, one.holidays) == (("5W",), ZoneInfo("America/Chicago"), False)
    assert two.people == ("Kim Lee",)
    assert two.window == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ('when = "daily 08:15"\nrooms = ["IT triage"]', 0, "name is missing"),
        ('name = "A"\nrooms = ["IT triage"]', 0, "when is missing"),
        ('name = "A"\nwhen = "daily 08:15"', 0, "rooms is missing"),
        ('name = "A"\nwhen = "someday"\nrooms = ["IT triage"]', 2, '"someday" can\'t be read'),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triag"]', 3, 'Did you mean "IT triage"?'),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\nunits = ["9Z"]', 4, '"9Z" is not known'),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\npeople = ["Kim Li"]', 4, 'Did you mean "Kim Lee"?'),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\nunits = ["5W"]\npeople = ["Kim Lee"]', 5, "can't stand beside units"),
        ('name = "A"\nwhen = "daily 08:15 and 16:00"\nrooms = ["IT triage"]\npeople = ["Kim Lee"]', 2, "People are asked once a day"),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\nwindow = "1m"', 4, 'Write between "10m" and "8h"'),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\nzone = "Chicago"', 4, "is not a time zone"),
        ('name = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\nroms = []', 4, "roms is not a setting"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_the_mend(body: str, line: int, says: str) -> None:
    problems = told(f"[[huddles]]\n{body}\n")
    assert f":{LINE + line}: [[huddles]]" in problems
    assert says in problems


def test_two_of_one_name_are_a_mistake() -> None:
    one = '[[huddles]]\nname = "A"\nwhen = "daily 08:15"\nrooms = ["IT triage"]\n'
    assert '"A" is used twice' in told(one + one)
