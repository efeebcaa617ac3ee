"""Priorities: the table, its floors, who may lower, and what a bare sentence is taken for."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hospital import Priority, Side
from bot.rules.priority import (
    CARE,
    HARM,
    KINDS,
    REACH,
    SYSTEMS,
    from_sentence,
    guess,
    higher,
    is_lower,
    lowering_needs_informatics,
    lowering_refusal,
    priority,
    safety_flagged,
)

ORDER: tuple[Priority, ...] = ("P1", "P2", "P3", "P4")
CARES, REACHES, HARMS = ("annoying", "slowed", "stopped"), tuple(REACH), tuple(HARM)
kinds, priorities = st.sampled_from(list(KINDS)), st.sampled_from(ORDER)


def test_the_kinds_stand_in_the_order_people_read_them() -> None:
    assert [choice.label for choice in KINDS.values()] == [
        "Down or slow",
        "Can't get in",
        "Wrong or missing info",
        "Hard to use",
        "Doesn't fit our work",
        "Why do we do this?",
        "Show me how",
        "Idea",
        "Not sure",
    ]
    assert [choice.label for choice in CARE.values()] == ["Stopped", "Slowed", "Annoying"]
    assert [choice.label for choice in REACH.values()] == ["Just me", "My unit", "Several units"]
    assert len(SYSTEMS) == len(set(SYSTEMS)) == 12


@pytest.mark.parametrize(
    ("reach", "expected"),
    [("site", "P1 P2 P3"), ("unit", "P1 P3 P4"), ("me", "P2 P3 P4")],
)
def test_the_table(reach: str, expected: str) -> None:
    found = [priority("idea", care, reach, "no", False)[0] for care in CARE]
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("concern", "kind", "care", "reach", "harm", "direct", "expected"),
    [
        ("C-101", "down_slow", "stopped", "unit", "could", True, "P1"),
        ("C-102", "wrong_info", "slowed", "me", "could", False, "P2"),
        ("C-103", "why", "annoying", "me", "no", True, "P4"),
        ("C-104", "access", "slowed", "me", "no", True, "P3"),
        ("C-105", "down_slow", "slowed", "unit", "no", True, "P2"),
        ("C-106", "howto", "annoying", "me", "no", True, "P4"),
        ("C-107", "down_slow", "annoying", "site", "no", True, "P3"),
        ("C-301", "wrong_info", "annoying", "unit", "no", False, "P4"),
    ],
)
def test_the_concerns_of_the_first_week(
    concern: str, kind: str, care: str, reach: str, harm: str, direct: bool, expected: Priority
) -> None:
    assert priority(kind, care, reach, harm, direct)[0] == expected, concern


@pytest.mark.parametrize(
    ("answers", "direct", "expected"),
    [
        (("idea", "annoying", "me", "reached"), False, "P1"),
        (("idea", "annoying", "me", "near_miss"), False, "P2"),
        (("idea", "annoying", "me", "could"), False, "P2"),
        (("down_slow", "slowed", "me", "no"), True, "P2"),
        (("down_slow", "stopped", "unit", "no"), True, "P1"),
        (("down_slow", "annoying", "me", "no"), True, "P4"),
        (("down_slow", "slowed", "me", "no"), False, "P3"),
        (("not_sure", "slowed", "me", "no"), True, "P3"),
        (("not_sure", "slowed", "me", "no"), False, "P3"),
        (("access", "slowed", "me", "no"), True, "P3"),
        (("down_slow", "stopped", "site", "could"), True, "P1"),
    ],
)
def test_floors_raise_and_never_lower(
    answers: tuple[str, str, str, str], direct: bool, expected: Priority
) -> None:
    assert priority(*answers, direct)[0] == expected


@pytest.mark.parametrize(
    ("answers", "direct", "reason"),
    [
        (
            ("down_slow", "slowed", "unit", "no"),
            True,
            "My unit, slowed: P3. Raised to P2: it is down or slow where patients are cared for.",
        ),
        (
            ("wrong_info", "slowed", "me", "could"),
            True,
            "Just me, slowed: P3. Raised to P2: a patient could be hurt.",
        ),
        (
            ("down_slow", "slowed", "unit", "near_miss"),
            True,
            "My unit, slowed: P3. Raised to P2: it almost reached a patient.",
        ),
        (
            ("why", "annoying", "me", "reached"),
            False,
            "Just me, annoying: P4. Raised to P1: it reached a patient.",
        ),
        (("down_slow", "stopped", "unit", "could"), True, "My unit, stopped: P1."),
        (("down_slow", "annoying", "site", "no"), True, "Several units, annoying: P3."),
    ],
)
def test_the_reason_is_said_in_plain_words(
    answers: tuple[str, str, str, str], direct: bool, reason: str
) -> None:
    assert priority(*answers, direct)[1] == reason


@pytest.mark.parametrize("place", range(4))
def test_an_answer_we_do_not_know_is_refused(place: int) -> None:
    kind, care, reach, harm = (
        "maybe" if n == place else word for n, word in enumerate(("idea", "slowed", "me", "no"))
    )
    with pytest.raises(ValueError, match='"maybe" is none of'):
        priority(kind, care, reach, harm, False)


@given(kinds, st.booleans())
def test_more_trouble_never_makes_a_concern_less_urgent(kind: str, direct: bool) -> None:
    for care, reach, harm in product(range(3), range(3), range(4)):
        here = priority(kind, CARES[care], REACHES[reach], HARMS[harm], direct)[0]
        for more in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
            c, r, h = care + more[0], reach + more[1], harm + more[2]
            if c < 3 and r < 3 and h < 4:
                assert not is_lower(priority(kind, CARES[c], REACHES[r], HARMS[h], direct)[0], here)
        assert not is_lower(priority(kind, CARES[care], REACHES[reach], HARMS[harm], True)[0], here)


@given(priorities, priorities)
def test_the_higher_of_two_is_the_more_urgent_whichever_comes_first(
    a: Priority, b: Priority
) -> None:
    assert higher(a, b) == higher(b, a) == ORDER[min(ORDER.index(a), ORDER.index(b))]
    assert is_lower(a, b) == (ORDER.index(a) > ORDER.index(b))


@pytest.mark.parametrize(
    ("old", "new", "harm", "needed"),
    [
        ("P1", "P3", "could", True),
        ("P1", "P2", "near_miss", True),
        ("P1", "P2", "reached", True),
        ("P1", "P3", "no", False),
        ("P3", "P1", "could", False),
        ("P2", "P2", "could", False),
    ],
)
def test_only_lowering_a_safety_matter_needs_informatics(
    old: Priority, new: Priority, harm: str, needed: bool
) -> None:
    assert lowering_needs_informatics(old, new, harm) is needed
    assert safety_flagged(harm) is (harm != "no")


@pytest.mark.parametrize(
    ("side", "reason", "says"),
    [
        ("it", "cache rebuilt", "only clinical informatics can lower it"),
        ("clinical", "it is fine", "only clinical informatics can lower it"),
        ("both", "  ", "until you give the reason"),
    ],
)
def test_a_refused_lowering_says_who_can(side: Side, reason: str, says: str) -> None:
    assert says in (lowering_refusal("P1", "P3", "could", side, reason) or "")


def test_informatics_lowers_with_a_reason_and_anyone_lowers_what_is_no_safety_matter() -> None:
    reason = "workaround confirmed on all three units"
    assert lowering_refusal("P1", "P2", "could", "both", reason) is None
    assert lowering_refusal("P2", "P3", "no", "it", "") is None
    assert lowering_refusal("P3", "P1", "could", "it", "") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("eMAR frozen on 5W, all 3 carts", "down_slow"),
        ("ICU label printer dead", "down_slow"),
        ("chart slow", "down_slow"),
        ("The scanner won\u2019t scan", "down_slow"),
        ("phones are not working", "down_slow"),
        ("PRINTER DOWN", "down_slow"),
        ("badge tap fails", "access"),
        ("can't log in to the workstation", "access"),
        ("heparin order set rounds wrong", "wrong_info"),
        ("our unit shows zero readmissions, the result is missing", "wrong_info"),
        ("too many clicks to chart a fall", "hard_to_use"),
        ("the discharge list doesn't fit how we round", "workflow"),
        ("why second sign-off for a routine drug", "why"),
        ("Why do we chart skin checks every hour?", "why"),
        ("how do I chart fluids", "howto"),
        ("Idea: sort the census by bed", "idea"),
        ("the drop-down list is odd", "not_sure"),
        ("something about the pumps", "not_sure"),
        ("printer dead and the label is wrong", "not_sure"),
        ("pumps act oddly. Also the printer is dead.", "not_sure"),
        ("la impresora no imprime", "not_sure"),
        ("the catalogue of downstream slowness", "not_sure"),
        ("\U0001f5a8\ufe0f\U0001f4a5", "not_sure"),
        ("", "not_sure"),
    ],
)
def test_the_first_sentence_gives_the_kind_away_or_does_not(text: str, kind: str) -> None:
    assert guess(text) == kind


@given(st.text())
def test_any_text_has_a_guess(text: str) -> None:
    assert guess(text) in KINDS


def test_a_bare_sentence_is_slowed_for_the_unit_and_flags_nothing() -> None:
    bare = from_sentence("printer dead")
    assert (bare.kind, bare.care, bare.reach, bare.harm) == ("down_slow", "slowed", "unit", "no")
    assert priority(bare.kind, bare.care, bare.reach, bare.harm, True)[0] == "P2"
    assert priority(bare.kind, bare.care, bare.reach, bare.harm, False)[0] == "P3"
