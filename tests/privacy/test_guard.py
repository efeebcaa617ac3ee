"""The guard: what it finds, what it leaves alone, and that it always comes back in time."""

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.privacy import Guard, GuardFailed, Rules
from bot.privacy.findings import KIND_WORDS
from tests.privacy.corpus import TUNED, UNTOUCHED, UNTUNED, clean, examples
from tests.privacy.measure import alarms, caught, pooled, recall
from tests.privacy.registers import by_register, clean_lines
from tests.privacy.untouched import untouched_clean

RULES = Rules(
    mrn_patterns=("^[0-9]{8}$",), domains=("harborcity.example",), numbers=("415-555-0100",)
)
GUARD = Guard(RULES)
PLAIN = Guard()
FROZEN = "eMAR frozen on 5W, all 3 carts. pt John Smith rm 512 MRN 00482913 heparin due, BCA printer dead"
NEVER_UNDER = 0.90
# Pieces of text that patterns could run wild on when they come again and again.
UNITS = (
    "a", "1 ", "a.", "a@", "Abc ", "א", "1-", "pt ", "<", "[NAME] ", "http://a/", "A, B ", "12 Oak ",
    "1.2.", "x x@a.", "Mary ", "mrn ", "a-", "0", "(1) ", "dob 1/1/1960 ", "e\u0301", "<a href=", "name: ",
    "Thanks ", "labs for ", "give 5 ", "code ", "1/", "12 ", "&amp;", "a.aa/", ":a", "12 Oak St, ", "xx-",
    "4 8 ", "nine oh two ", "april second ", "p a ", "SMITH^JOHN^", "PID|1|", "0161 496 ", "ZAC", "AB 64 ", "in 512 ", "/a-b/", "?first=a&",
    "patinet ", "24 de marzo ", "1_2", "617.. ", "J.S. ", "李", "pt 李 ", "LS1 4AP ", "NHS ", "re ", "signed by ", "1.2", "Okafor - ", "(1", "^", "|",
    "at gmail ", "name ", "www.", "1234 ", "p o box ", "a1", "TX 12345 ", "(at)a", "mrn1", "A. ", "June ",
)  # fmt: skip


def test_the_night_nurses_sentence_loses_name_room_and_number_and_nothing_else() -> None:
    assert GUARD.check(FROZEN).text == (
        "eMAR frozen on 5W, all 3 carts. pt [NAME] [ROOM] MRN [MRN] heparin due, BCA printer dead"
    )


@pytest.mark.parametrize("templates", [TUNED, UNTUNED], ids=["tuned", "untuned"])
def test_identifiers_are_found(templates: tuple[str, ...]) -> None:
    there, found = recall(PLAIN, examples(templates, 8))
    share = {kind: found[kind] / there[kind] for kind in there}
    assert pooled(found) / pooled(there) >= 0.98
    assert not {kind for kind in share if share[kind] < NEVER_UNDER and kind != "NAME_CTX"}
    assert share["DOB"] >= 0.95
    assert share["DATE"] >= 0.85
    assert share["NAME"] >= 0.95
    assert share["NAME_CTX"] >= 0.80
    assert share["whole"] >= 0.99


def test_identifiers_are_found_in_lines_that_nothing_was_tuned_on() -> None:
    """Names behind a cue are found 95 times in 100, within the chance of such a sample."""
    there, found = recall(PLAIN, examples(UNTOUCHED, 8))
    share = {kind: found[kind] / there[kind] for kind in there}
    assert pooled(found) / pooled(there) >= 0.98
    assert not {kind for kind in share if share[kind] < NEVER_UNDER}
    assert share["DOB"] >= 0.95
    assert share["DATE"] >= 0.85
    assert share["NAME"] >= 0.93
    assert share["NAME_CTX"] >= 0.80
    assert share["whole"] >= 0.99


def test_identifiers_are_found_in_every_register() -> None:
    """Of the half that no rule was changed for: the goals of a release, within the chance of it."""
    by = by_register("unseen")
    everything = [example for some in by.values() for example in some]
    there, found = recall(PLAIN, everything)
    share = {kind: found[kind] / there[kind] for kind in there}
    assert pooled(found) / pooled(there) >= 0.98
    weakest = {"DATE": 0.85, "NAME_CTX": 0.80, "NAME_BARE": 0.60}
    assert not {kind for kind in share if share[kind] < weakest.get(kind, 0.95)}
    assert caught(PLAIN, everything) / len(everything) >= 0.95
    assert not {register for register, some in by.items() if caught(PLAIN, some) / len(some) < 0.78}
    lines = clean_lines("unseen")
    assert len(lines) >= 800
    assert len(alarms(PLAIN, lines)) / len(lines) <= 0.015


def test_few_clean_lines_that_nothing_was_tuned_on_lose_anything() -> None:
    lines = untouched_clean()
    assert len(lines) >= 600
    assert len(alarms(PLAIN, lines)) / len(lines) <= 0.02


def test_clean_lines_stay_as_they_are() -> None:
    lines = clean()
    assert len(lines) >= 600
    assert len(alarms(PLAIN, lines)) / len(lines) <= 0.015


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("pt Jane Sample and pt John Doering", "pt [NAME 1] and pt [NAME 2]"),
        ("pt John Smith's MAR. Smith called, Smith waits", "pt [NAME 1]'s MAR. [NAME 2] called, [NAME 2] waits"),
        ("patients John Smith and Mary Jones swapped", "patients [NAME 1] and [NAME 2] swapped"),
        ("*pt John Smith* MRN `00482913`", "*pt [NAME]* MRN `[MRN]`"),
        ("record 12345678 is wrong", "record [MRN] is wrong"),
        ("ask sam@harborcity.example", "ask sam@harborcity.example"),
        ("fax for the pt is 415-555-0100", "fax for the pt is 415-555-0100"),
        ("<@U123> said pt <mailto:jane.sample@gmail.com|Jane>", "<@U123> said pt [EMAIL]"),
        ("<tel:+13055550131|305-555-0131> is her cell", "[PHONE] is her cell"),
        ("<https://ehr.example/patient/44711225|this chart>", "[URL]"),
        ("<at>John Smith</at> please look", "<at>John Smith</at> please look"),
        ("ＭＲＮ ００４８２９１３ is wrong", "ＭＲＮ [MRN] is wrong"),
        ("pt Jo\u200bhn Smi\u00adth", "pt [NAME]"),
        ("pt José García can’t sign", "pt [NAME] can’t sign"),
        ("Mr. Smith in room 12 bed 2", "Mr. [NAME] in [ROOM]"),
        ("printer in room 212 jams", "printer in room 212 jams"),
        ("pt zztest Mouse is the test patient", "pt zztest Mouse is the test patient"),
        ("Ms Parkinson is here, the Parkinson scale is not", "Ms [NAME] is here, the [NAME] scale is not"),
        ("Mr. Coffee is broken", "Mr. Coffee is broken"),
        ("[NAME 2] and [MRN]", "[NAME 2] and [MRN]"),
        ("Smith baby girl has no band", "[NAME] baby girl has no band"),
        ("the baby girl has no band", "the baby girl has no band"),
        ("pt brown, ingeborg is stuck", "pt [NAME] is stuck"),
        ("PT JADE KIEREPKA HAS NO BAND", "PT [NAME] HAS NO BAND"),
        ("patients josette tommaseo and kay brievingh swapped", "patients [NAME 1] and [NAME 2] swapped"),
    ],
)  # fmt: skip
def test_cleaned(text: str, cleaned: str) -> None:
    assert GUARD.check(text).text == cleaned


def test_staff_of_the_roster_are_nobodys_patients() -> None:
    assert not GUARD.check("labs for Ana Ruiz").clean
    assert GUARD.check("labs for Ana Ruiz", {"Ana Ruiz", "Ben Cole"}).clean
    assert GUARD.check("Ms Ana Ruiz rebooted it", {"Ana Ruiz"}).clean
    assert not GUARD.check("labs for Ana Cole", {"Ana Ruiz", "Ben Cole"}).clean


def test_who_is_called_a_patient_is_one_though_a_colleague_has_the_same_name() -> None:
    assert GUARD.check("pt Ana Ruiz can't scan", {"Ana Ruiz"}).text == "pt [NAME] can't scan"
    assert GUARD.check("patients Ben Cole and Ana Ruiz", {"Ana Ruiz", "Ben Cole"}).hard


def test_soft_findings_can_be_told_from_hard_ones() -> None:
    assert not GUARD.check("my cell is 415-555-0134").hard
    assert GUARD.check("mom's cell is 415-555-0134").hard
    assert GUARD.check("ssn 219-45-1234").hard


def test_people_read_what_was_found_in_plain_words() -> None:
    assert GUARD.check(FROZEN).kinds == "a name, a patient's room, a record number"
    assert not GUARD.check("printer dead").kinds


@settings(max_examples=300)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from([e.text for e in examples((*UNTUNED, *UNTOUCHED), 2)])
        | st.sampled_from([e.text for some in by_register("tuned").values() for e in some])
        | st.sampled_from(UNITS)
        | st.text("pt Mr.,:-/<>@[]&;0123456789\n'NAMEé\u200b\u0301ﬁ", max_size=30),
        max_size=4,
    ).map(" ".join)
    | st.lists(st.sampled_from(UNITS), min_size=2, max_size=3).map(lambda some: "".join(some) * 12)
)
def test_what_is_cleaned_stays_clean_and_places_are_exact(text: str) -> None:
    checked = GUARD.check(text)
    assert GUARD.check(checked.text) == type(checked)(checked.text)
    kept, at = [], 0
    for one in checked.found:
        assert at <= one.start < one.end <= len(text)
        assert one.type in KIND_WORDS
        kept.append(text[at : one.start])
        at = one.end
    rest = checked.text
    for piece in (*kept, text[at:]):
        assert piece in rest
        rest = rest[rest.index(piece) + len(piece) :]


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_the_guard_long(unit: str) -> None:
    """Four times the text takes some four times as long; a pattern that runs wild takes sixteen
    times or, much rather, for ever."""
    short, long = (best(guarding(unit, size)) for size in (5_000, 20_000))
    assert long < 9 * short + 0.02


@settings(max_examples=60)
@given(st.lists(st.sampled_from(UNITS) | st.text(max_size=6), min_size=1, max_size=4).map("".join))
def test_no_mixture_takes_the_guard_long(unit: str) -> None:
    """Measured against the same number of plain words, in turns."""
    plain = best(guarding("the cart is stuck ", 4_000))
    assume(unit)
    assert best(guarding(unit, 4_000)) < 120 * plain


def guarding(unit: str, size: int) -> str:
    return (unit * size)[:size]


def best(text: str) -> float:
    """Seconds of this process' own time, the least of three."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        GUARD.check(text)
        spent.append(time.process_time() - start)
    return min(spent)


def test_a_bad_site_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="mrn_patterns"):
        Guard(Rules(mrn_patterns=("(",)))


def test_a_failing_check_closes_the_door_and_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("John Smith")

    monkeypatch.setattr("bot.privacy.guard.search", broken)
    with pytest.raises(GuardFailed) as caught:
        GUARD.check("pt John Smith")
    assert "Smith" not in str(caught.value)
