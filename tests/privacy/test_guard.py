"""The guard: what it finds, what it leaves alone, and that it always comes back in time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import Guard, Rules, emergency, order
from tests.privacy.corpus import TUNED, UNTUNED, clean, examples
from tests.privacy.measure import alarms, pooled, recall

GUARD = Guard(Rules(mrn_patterns=("^[0-9]{8}$",), domains=("harborcity.example",)))
FROZEN = "eMAR frozen on 5W, all 3 carts. pt John Smith rm 512 MRN 00482913 heparin due, BCA printer dead"


def test_the_night_nurses_sentence_loses_name_room_and_number_and_nothing_else() -> None:
    assert GUARD.check(FROZEN).text == (
        "eMAR frozen on 5W, all 3 carts. pt [NAME] [ROOM] MRN [MRN] heparin due, BCA printer dead"
    )


@pytest.mark.parametrize("templates", [TUNED, UNTUNED], ids=["tuned", "untuned"])
def test_identifiers_are_found(templates: tuple[str, ...]) -> None:
    there, found = recall(Guard(Rules()), examples(templates, 30))
    assert pooled(found) / pooled(there) >= 0.98
    assert found["DOB"] / there["DOB"] >= 0.95
    assert found["NAME"] / there["NAME"] >= 0.95


def test_clean_lines_stay_as_they_are() -> None:
    lines = clean()
    assert len(alarms(Guard(Rules()), lines)) / len(lines) <= 0.015


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("pt Jane Sample and pt John Doering", "pt [NAME 1] and pt [NAME 2]"),
        ("record 12345678 is wrong", "record [MRN] is wrong"),
        ("ask sam@harborcity.example", "ask sam@harborcity.example"),
        ("<@U123> said pt <mailto:jane.sample@gmail.com|Jane>", "<@U123> said pt [EMAIL]"),
        ("pt zztest Mouse is the test patient", "pt zztest Mouse is the test patient"),
    ],
)
def test_cleaned(text: str, cleaned: str) -> None:
    assert GUARD.check(text).text == cleaned


def test_staff_of_the_roster_are_nobodys_patients() -> None:
    assert not GUARD.check("pt Ana Ruiz can't scan").clean
    assert GUARD.check("pt Ana Ruiz can't scan", {"Ana Ruiz"}).clean


def test_soft_findings_can_be_told_from_hard_ones() -> None:
    assert not GUARD.check("my cell is 415-555-0134").hard
    assert GUARD.check("ssn 219-45-1234").hard


def test_orders_and_emergencies() -> None:
    assert order("give 5 mg morphine iv now")
    assert not order("heparin 5 mg missing from the order set")
    assert emergency("patient not breathing")
    assert not emergency("code blue button on the wall phone sticks")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.sampled_from([e.text for e in examples(UNTUNED, 3)]))
def test_what_is_cleaned_stays_clean_and_places_are_exact(text: str) -> None:
    checked = GUARD.check(text)
    assert GUARD.check(checked.text).text == checked.text
    at = 0
    for one in checked.found:
        assert at <= one.start < one.end <= len(text)
        at = one.end


@pytest.mark.parametrize(
    "unit", ["a", "1 ", "a.", "a@", "Abc ", "א", "1-", "pt ", "<", "[NAME] ", "http://a/", "A, B "]
)
def test_no_text_takes_the_guard_long(unit: str) -> None:
    """Seconds, not milliseconds, so that a slow machine does not fail it; a bad pattern takes
    minutes."""
    start = time.perf_counter()
    GUARD.check((unit * 40_000)[:40_000])
    assert time.perf_counter() - start < 5


def test_a_bad_site_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="mrn_patterns"):
        Guard(Rules(mrn_patterns=("(",)))
