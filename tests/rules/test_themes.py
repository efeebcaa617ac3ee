"""Themes of answers in words: which are counted apart (R10)."""

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.suppression import LEAST
from bot.rules.themes import counted_apart

SIZES = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 12))


def test_named_themes_are_all_counted_the_largest_first() -> None:
    assert counted_apart({"Battery": 2, "Docks": 6}, 1, secret=False) == ["Docks", "Battery"]


def test_a_small_theme_of_anonymous_answers_stays_among_the_others() -> None:
    assert counted_apart({"Battery": 2, "Docks": 6}, 3, secret=True) == ["Docks"]


def test_a_small_theme_that_would_be_what_is_left_takes_the_next_along() -> None:
    assert counted_apart({"Battery": 2, "Docks": 6, "Wake": 7}, 0, secret=True) == ["Wake"]
    assert counted_apart({"Battery": 2, "Docks": 8}, 0, secret=True) == []


@given(SIZES, st.integers(0, 12))
def test_nothing_is_counted_of_fewer_than_five_anonymous_answers(
    themes: dict[str, int], others: int
) -> None:
    apart = counted_apart(themes, others, secret=True)
    rest = others + sum(size for name, size in themes.items() if name not in apart)
    assert all(themes[name] >= LEAST for name in apart)
    assert not apart or rest == 0 or rest >= LEAST
    assert sorted(counted_apart(themes, others, secret=False)) == sorted(themes)
