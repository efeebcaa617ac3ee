"""Small groups (R10): published examples, and an attacker who subtracts."""

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.suppression import LEAST, First, Showable, people, showable, together

Table = dict[str, dict[str, int]]
EITHER: tuple[First, ...] = ("groups", "whole")


def heads(**groups: int) -> Table:
    """Groups of so many people who gave two answers, where there are two of them."""
    return {name: {"x": n - n // 2, "y": n // 2} for name, n in groups.items()}


def test_one_small_group_takes_the_other_with_it() -> None:
    assert showable(heads(A=3, B=6), first="whole") == Showable(frozenset(), whole=True)


def test_two_small_groups_cover_each_other_where_groups_come_first() -> None:
    assert showable(heads(A=3, B=6, direct=4)) == Showable(frozenset("B"), whole=True)


def test_beside_the_whole_stand_all_groups_or_none() -> None:
    found = showable(heads(A=3, B=6, direct=4), first="whole")
    assert found == Showable(frozenset(), whole=True)


def test_a_small_group_that_agreed_stands_beside_the_whole() -> None:
    for sizes in ({"clinical": 6, "it": 3}, {"clinical": 4, "it": 3}):
        found = showable(heads(**sizes), first="whole", agreed=True)
        assert found == Showable(frozenset(sizes), whole=True)
    assert not showable(heads(clinical=1, it=3), first="whole", agreed=True).whole
    assert not showable(heads(clinical=6, it=3), agreed=True).whole


def test_sides_first_hides_the_whole_that_would_tell() -> None:
    assert showable(heads(clinical=8, it=3)) == Showable(frozenset(("clinical",)), whole=False)


def test_a_panel_of_nine_shows_only_the_whole() -> None:
    assert showable(heads(clinical=5, it=4), first="whole") == Showable(frozenset(), whole=True)


def test_large_groups_are_all_shown() -> None:
    for first in EITHER:
        found = showable(heads(clinical=12, it=6), first=first)
        assert found == Showable(frozenset(("clinical", "it")), whole=True)


def test_fewer_than_five_show_nothing() -> None:
    for first in EITHER:
        found = showable(heads(clinical=3, it=1), first=first)
        assert found == Showable(frozenset(), whole=False)
    assert showable({}) == Showable(frozenset(), whole=False)


def test_nobody_is_told_by_a_group_of_one_mind_in_a_secret_poll() -> None:
    table = {"clinical": {"Yes": 6}, "it": {"Yes": 3, "No": 3}}
    assert showable(table, secret=True) == Showable(
        frozenset(("it",)), whole=False, alike=frozenset(("clinical",))
    )
    nearly = {"clinical": {"Yes": 8, "No": 2}, "it": {"Yes": 3, "No": 3}}
    assert showable(nearly, secret=True).alike == {"clinical"}
    assert showable(table).groups == {"clinical", "it"}


def test_a_whole_of_one_mind_is_shown_and_in_a_secret_poll_only_roughly() -> None:
    table = {"clinical": {"Yes": 5}, "it": {"Yes": 4}}
    assert showable(table, first="whole") == Showable(frozenset(), whole=True)
    found = showable(table, first="whole", secret=True)
    assert found == Showable(frozenset(), whole=False, alike=frozenset(("",)))


answers = st.dictionaries(st.sampled_from("xyz"), st.integers(0, 7), max_size=3)
tables = st.dictionaries(st.sampled_from(["clinical", "it", "both", "other"]), answers, max_size=4)


def vectors(total: "Counter[str]", n: int) -> list[tuple[int, ...]]:
    """Every way in which `n` people may have given some of these answers."""
    ways = product(*(range(count + 1) for count in total.values()))
    return [way for way in ways if sum(way) == n]


def known(table: Table, found: Showable) -> dict[str, int]:
    """In how many ways each hidden group may have answered, for somebody who sees all that is
    shown and knows how many people are in each group."""
    hidden = {g for g, a in table.items() if people(a)} - found.groups
    total = together(table[g] for g in hidden)
    return {
        group: len(vectors(total, people(table[group]))) if found.whole else 1_000
        for group in hidden
    }


@settings(max_examples=400)
@given(tables, st.sampled_from(EITHER), st.booleans())
def test_no_hidden_group_can_be_worked_out(table: Table, first: First, secret: bool) -> None:
    found = showable(table, first=first, secret=secret)
    assert all(people(table[group]) >= LEAST for group in found.groups | (found.alike - {""}))
    assert not found.whole or sum(map(people, table.values())) >= LEAST
    of_one_mind = first == "whole" and len(together(table.values())) == 1
    assert of_one_mind or all(ways > 1 for ways in known(table, found).values())
    assert not found.groups & found.alike
    assert not (found.whole and found.alike)


@settings(max_examples=200)
@given(tables, st.booleans())
def test_asking_in_every_way_tells_no_more_than_asking_once(table: Table, secret: bool) -> None:
    """A poll has one way of showing, so the same table always shows the same, in any order."""
    for first in EITHER:
        once = showable(table, first=first, secret=secret)
        turned = dict(reversed(table.items()))
        assert showable(turned, first=first, secret=secret) == once


@settings(max_examples=300)
@given(tables, st.booleans())
def test_five_voters_see_the_whole_and_all_groups_or_none(table: Table, secret: bool) -> None:
    """R24, for whatever decides something."""
    found = showable(table, first="whole", secret=secret)
    asked = {group for group, given_ in table.items() if people(given_)}
    assert (found.whole or found.alike == {""}) == (people(together(table.values())) >= LEAST)
    assert secret or not found.alike
    assert found.groups in (frozenset(), asked)


@settings(max_examples=200)
@given(tables)
def test_a_secret_poll_never_shows_a_group_nearly_of_one_mind(table: Table) -> None:
    found = showable(table, secret=True)
    for group in found.groups:
        assert max(table[group].values()) < 0.8 * people(table[group])
