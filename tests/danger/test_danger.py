"""R16: recall and false alarms, on what it was made from and on what it was not."""

from hashlib import sha256
from importlib import resources

import pytest

from bot.rules.danger import danger
from tests.danger.corpus import (
    FRESH,
    LEARNED_FROM,
    SEEN,
    TUNED,
    UNTOUCHED,
    Sentence,
    files,
    sentences,
)
from tests.danger.report import counts

WEIGHTS = resources.files("bot.rules.danger").joinpath("data", "weights.txt")


@pytest.mark.parametrize("one", sentences(TUNED), ids=lambda one: one.text[:40])
def test_what_the_rules_were_made_from(one: Sentence) -> None:
    assert danger(one.text) == one.danger


@pytest.mark.parametrize(
    ("name", "recall", "false_alarms"), [(UNTOUCHED, 0.95, 0.02), (FRESH, 0.92, 0.05)]
)
def test_what_it_was_not_made_from(name: str, recall: float, false_alarms: float) -> None:
    """R16 asks for 95 % and 2 %. `FRESH` is harder: half of what is no danger there is a near-twin
    of one (docs/security.md)."""
    found, dangers, alarms, clean = counts(sentences(name))
    assert found >= recall * dangers
    assert alarms <= false_alarms * clean


def test_the_weights_are_learned_from_the_sentences_as_they_are() -> None:
    """Where it fails: make danger-model, look at make danger-report, commit both."""
    digest = sha256(b"".join(path.read_bytes() for path in files(LEARNED_FROM))).hexdigest()
    assert f"Learned from {digest}" in WEIGHTS.read_text(encoding="utf-8")


def test_nothing_that_is_measured_on_is_learned_from() -> None:
    measured = {one.text for name in (UNTOUCHED, FRESH) for one in sentences(name)}
    assert not measured & {one.text for name in LEARNED_FROM for one in sentences(name)}


def test_what_was_looked_at_since() -> None:
    found, dangers, alarms, clean = counts(sentences(SEEN))
    assert found >= 0.95 * dangers
    assert alarms <= 0.02 * clean


def test_a_danger_late_in_a_long_text_without_an_end_is_found() -> None:
    dictated = (
        "so i was at the med room and the label printer would not print again and then the cart"
        " battery went and i rang it and nobody picked up so i walked over to the desk and came back"
        " and now the patient in bay nine is not breathing and the monitor shows nothing"
    )
    assert danger(dictated)


def test_case_accents_and_slips_make_no_difference() -> None:
    for text in (
        "PT NOT BREATHING",
        "pt not braething",
        "No Respira",
        "reacci\u00f3n al\u00e9rgica",
    ):
        assert danger(text), text


@pytest.mark.parametrize(
    "code",
    ["kpgv-bctw-nhpz-cvxb", "rsfp-kwrb-twlp-cprr", "https://intranet.example/report", "INC0012345"],
)
def test_codes_and_addresses_are_no_language(code: str) -> None:
    assert not danger(code)
