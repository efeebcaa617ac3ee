"""R16: recall and false alarms, on what the rules were made from and on what they were not."""

import pytest

from bot.rules.danger import danger
from tests.danger.corpus import SEEN, TUNED, UNTOUCHED, Sentence, sentences
from tests.danger.report import counts


@pytest.mark.parametrize("one", sentences(TUNED), ids=lambda one: one.text[:40])
def test_what_the_rules_were_made_from(one: Sentence) -> None:
    assert (danger(one.text) is not None) == one.danger


def test_what_they_were_not_made_from_gets_no_worse() -> None:
    """Measured when it was new: 71 % and 3.8 %. The goal is 95 % and 2 % (docs/security.md)."""
    found, dangers, alarms, clean = counts(sentences(UNTOUCHED))
    assert found >= 0.7 * dangers
    assert alarms <= 0.04 * clean


def test_what_was_looked_at_since() -> None:
    found, dangers, alarms, clean = counts(sentences(SEEN))
    assert found >= 0.95 * dangers
    assert alarms <= 0.02 * clean


def test_a_danger_late_in_a_long_text_without_an_end_is_found() -> None:
    assert danger("printer down " * 400 + "patient is not breathing") == "life"


def test_case_accents_and_slips_make_no_difference() -> None:
    for text in (
        "PT NOT BREATHING",
        "pt not braething",
        "No Respira",
        "reacci\u00f3n al\u00e9rgica",
    ):
        assert danger(text) is not None, text
