"""Breakdowns published together (R10): a reader who combines all tables learns of nobody."""

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.breakdowns import Counted, safe, safe_together, table
from bot.rules.suppression import LEAST

WAYS = ("side", "unit", "shift")
GROUPS = st.fixed_dictionaries(
    {
        "side": st.sampled_from(["clinical", "it"]),
        "unit": st.sampled_from(["5W", "ICU", ""]),
        "shift": st.sampled_from(["day", "night"]),
    }
)
# So many voters of one cell, so that many tables are large enough to be published.
CELLS = st.lists(
    st.tuples(GROUPS, st.dictionaries(st.sampled_from("ABC"), st.integers(1, 6), min_size=1)),
    min_size=1,
    max_size=5,
)


def crowd(n: int, answers: str, **groups: str) -> list[Counted]:
    """So many voters of those groups, who give the answers in turn."""
    return [Counted(answers[at % len(answers)], groups) for at in range(n)]


def voters_of(cells: list[tuple[dict[str, str], dict[str, int]]]) -> list[Counted]:
    return [
        Counted(answer, groups)
        for groups, answers in cells
        for answer, n in answers.items()
        for _ in range(n)
    ]


def test_what_is_left_of_a_side_beside_its_units_is_a_group_too() -> None:
    """14 clinicians, of whom 6 are 5W and 5 ICU: the three without a unit are the difference."""
    voters = [
        *crowd(6, "AB", side="clinical", unit="5W"),
        *crowd(5, "AB", side="clinical", unit="ICU"),
        *crowd(3, "AB", side="clinical", unit=""),
        *crowd(6, "AB", side="it", unit=""),
    ]
    assert safe(voters, ["side"], secret=False)
    assert safe(voters, ["unit"], secret=False)
    assert not safe(voters, ["side", "unit"], secret=False)
    assert safe_together(voters, ["side", "unit"], secret=False) == {
        frozenset(("side",)),
        frozenset(("unit",)),
    }


def test_in_a_secret_poll_no_cell_is_nearly_of_one_mind() -> None:
    voters = [
        *crowd(6, "AB", side="clinical", unit="5W"),
        *crowd(5, "AAAAB", side="it", unit=""),
    ]
    assert safe(voters, ["unit"], secret=False)
    assert not safe(voters, ["unit"], secret=True)
    assert not safe([], ["unit"], secret=False)


def spans(rows: Sequence[Sequence[int]], wanted: Sequence[int]) -> bool:
    """Whether somebody who adds and subtracts the rows can arrive at what is wanted."""
    return rank(rows) == rank([*rows, wanted])


def rank(rows: Sequence[Sequence[int]]) -> int:
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        left = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)]
            for row in left
        ]
    return found


def published(voters: Sequence[Counted], shown: Collection[str]) -> list[list[int]]:
    """Which voters each published figure is of, the whole first."""
    groups = [(by, group) for by in shown for group in table(voters, by)]
    rows = [[int(voter.groups[by] == group) for voter in voters] for by, group in groups]
    return [[1] * len(voters), *rows]


def test_the_attack_finds_a_small_group_where_tables_are_not_safe_together() -> None:
    """It is not blind: it subtracts ICU and 5W from the clinical side."""
    voters = [
        *crowd(6, "AB", side="clinical", unit="5W"),
        *crowd(3, "AB", side="clinical", unit=""),
        *crowd(6, "AB", side="it", unit=""),
    ]
    three = [int(voter.groups == {"side": "clinical", "unit": ""}) for voter in voters]
    assert spans(published(voters, ["side", "unit"]), three)
    assert not spans(published(voters, ["unit"]), three)


@settings(max_examples=150)
@given(CELLS, st.booleans())
def test_no_sum_or_difference_of_published_tables_is_of_fewer_than_five(
    cells: list[tuple[dict[str, str], dict[str, int]]], secret: bool
) -> None:
    """For every set that is called safe, and everything that can be told apart at all."""
    voters = voters_of(cells)
    finest = sorted({tuple(sorted(voter.groups.items())) for voter in voters})
    for shown in safe_together(voters, WAYS, secret=secret):
        rows = published(voters, sorted(shown))
        for size in range(1, len(finest) + 1):
            for some in combinations(finest, size):
                members = [int(tuple(sorted(v.groups.items())) in some) for v in voters]
                if sum(members) < LEAST:
                    assert not spans(rows, members)


@settings(max_examples=300)
@given(CELLS, st.booleans())
def test_whoever_voted_could_have_voted_otherwise_for_all_that_is_published(
    cells: list[tuple[dict[str, str], dict[str, int]]], secret: bool
) -> None:
    """Somebody in the same groups gave another answer: with the two exchanged every table stays as
    it is. But where five or more, named, are all of one answer, which is their result."""
    voters = voters_of(cells)
    for shown in safe_together(voters, WAYS, secret=secret):
        alike: dict[tuple[str, ...], Counter[str]] = {}
        for voter in voters:
            alike.setdefault(tuple(voter.groups[by] for by in shown), Counter())[voter.answer] += 1
        for bag in alike.values():
            assert bag.total() >= LEAST
            assert len(bag) > 1 or not secret
            assert not secret or max(bag.values()) * 5 < bag.total() * 4


@settings(max_examples=200)
@given(CELLS, st.booleans())
def test_less_is_safe_where_more_is(
    cells: list[tuple[dict[str, str], dict[str, int]]], secret: bool
) -> None:
    """So whatever is shown first, what is shown later is judged with it."""
    voters = voters_of(cells)
    found = safe_together(voters, WAYS, secret=secret)
    for some in found:
        assert all(some - {by} in found for by in some if len(some) > 1)
