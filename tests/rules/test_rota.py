"""Who is on call at a moment is what a plain look through the entries says (R19)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rota import EVERYTHING, RAN_OUT, Entry, Reach, Rota, Scope, ids

START = datetime(2026, 12, 1, tzinfo=UTC)
LAB, WARD, BOTH = Scope("Lab results"), Scope("", "5W"), Scope("Lab results", "5W")


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def entry(who: int, first: int, last: int, scope: Scope = EVERYTHING, change: int = 0) -> Entry:
    return Entry(who, "oncall", at(first), at(last), scope, change)


def reach(entries: Sequence[Entry]) -> Reach:
    found: dict[tuple[str, Scope], tuple[datetime, datetime]] = {}
    for one in entries:
        if one.change == 0:
            key = (one.rung, one.scope)
            starts, ends = found.get(key, (one.starts_at, one.ends_at))
            found[key] = (min(starts, one.starts_at), max(ends, one.ends_at))
    return found


def rota(*entries: Entry) -> Rota:
    return Rota(entries, reach(entries))


def on(found: Rota, hours: int, scope: Scope = EVERYTHING) -> tuple[int, ...] | None:
    return ids(found.on("oncall", at(hours), scope))


entries = st.builds(
    lambda who, rung, first, length, scope, change, gone: Entry(
        *(who, rung, at(first), at(first + length), scope, change, gone)
    ),
    st.integers(1, 4),
    st.sampled_from(["oncall", "backup"]),
    st.integers(0, 40),
    st.integers(1, 20),
    st.sampled_from([EVERYTHING, LAB, WARD, BOTH]),
    st.integers(0, 3),
    st.booleans(),
)
asked = st.sampled_from([EVERYTHING, LAB, WARD, BOTH, Scope("Imaging", "ED")])


@given(st.lists(entries, max_size=12), st.integers(0, 70), asked)
def test_at_every_moment_it_is_what_a_plain_query_says(
    kept: list[Entry], hours: int, scope: Scope
) -> None:
    moment = at(hours)
    fits = [
        one
        for one in kept
        if one.rung == "oncall"
        and one.scope.system in ("", scope.system)
        and one.scope.unit in ("", scope.unit)
    ]
    there = [one for one in fits if one.starts_at <= moment < one.ends_at and not one.gone]
    own = [one for one in there if one.scope != EVERYTHING] or there
    last = {
        place: max(o.change for o in own if o.scope == place) for place in {o.scope for o in own}
    }
    expected = {one.person_id for one in own if one.change == last[one.scope]}
    found = on(Rota(kept, reach(kept)), hours, scope)
    planned = [one for one in fits if one.change == 0]
    by_scope = [
        [one for one in planned if one.scope == place] for place in {o.scope for o in planned}
    ]
    is_there = any(
        min(one.starts_at for one in some) <= moment < max(one.ends_at for one in some) + RAN_OUT
        for some in by_scope
    )
    if expected:
        assert set(found or ()) == expected
    else:
        assert found == (() if is_there else None)


@given(st.lists(entries, max_size=12), asked)
def test_stretches_say_the_same_as_every_moment_in_them(kept: list[Entry], scope: Scope) -> None:
    found = Rota(kept, reach(kept))
    stretches = found.stretches("oncall", at(-5), at(75), scope)
    assert [one.starts_at for one in stretches[1:]] == [one.ends_at for one in stretches[:-1]]
    for one in stretches:
        for hours in range(-5, 75):
            if one.starts_at <= at(hours) < one.ends_at:
                assert on(found, hours, scope) == one.people


def test_a_turn_is_half_open() -> None:
    found = rota(entry(1, 0, 8), entry(2, 8, 16))
    assert [on(found, hours) for hours in (0, 7, 8, 15)] == [(1,), (1,), (2,), (2,)]


def test_a_gap_is_nobody_and_before_the_rota_there_is_none() -> None:
    found = rota(entry(1, 0, 8), entry(2, 10, 16))
    assert on(found, 9) == ()
    assert on(found, -1) is None
    gap = found.gaps("oncall", at(0), at(16))[0]
    assert (gap.starts_at, gap.ends_at) == (at(8), at(10))


def test_a_rota_that_has_run_out_has_a_gap_for_a_week_and_is_none_then() -> None:
    found = rota(entry(1, 0, 8))
    assert on(found, 8) == ()
    assert on(found, 8 + 7 * 24 - 1) == ()
    assert on(found, 8 + 7 * 24) is None


def test_entries_that_overlap_put_several_on_call() -> None:
    assert on(rota(entry(1, 0, 8), entry(2, 4, 12)), 5) == (1, 2)


def test_what_was_typed_goes_before_what_was_planned_and_the_last_before_all() -> None:
    found = rota(entry(1, 0, 8), entry(2, 2, 6, change=3), entry(3, 4, 6, change=5))
    assert [on(found, hours) for hours in (1, 2, 4, 6)] == [(1,), (2,), (3,), (1,)]


def test_who_has_left_is_passed_over() -> None:
    gone = Entry(2, "oncall", at(0), at(8), EVERYTHING, 4, gone=True)
    assert on(rota(entry(1, 0, 8), gone), 3) == (1,)


def test_a_rota_of_the_system_goes_before_the_general_one_which_fills_its_gaps() -> None:
    found = rota(entry(1, 0, 24), entry(2, 0, 8, LAB))
    assert on(found, 3, Scope("Lab results", "ED")) == (2,)
    assert on(found, 9, Scope("Lab results", "ED")) == (1,)
    assert on(found, 3, Scope("Imaging", "ED")) == (1,)
    assert on(rota(entry(2, 0, 8, LAB)), 3, Scope("Imaging", "ED")) is None
