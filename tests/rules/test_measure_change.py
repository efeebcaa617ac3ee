"""R26 and R30: what a measure's change is worth, against values that others have published."""

import math
import random
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.rules.figures import Figure, Kind, read
from bot.rules.measure_change import change, series_note
from bot.rules.poisson_rates import rate_ratio
from bot.rules.run_chart import limit, shift


def figure(kind: Kind, text: str) -> Figure:
    found = read(kind, text)
    assert found is not None, text
    return found


def changed(kind: Kind, *texts: str, better: str = "lower") -> tuple[str, str, str]:
    first, *later = (figure(kind, text) for text in texts)
    found = change(first, later, better)
    return found.verdict, found.values, found.moved


def test_two_rates_as_r_compares_them() -> None:
    """The example of R's `poisson.test`: lung cancer in Fredericia and in three other cities."""
    found = rate_ratio((6 + 8 + 7, 1083 + 1050 + 878), (11, 800))
    assert round(found.ratio, 6) == 1.971488
    assert round(found.low, 7) == 0.8584264
    assert round(found.high, 7) == 4.2772659
    assert found.verdict == "no clear change"


def test_a_rate_beside_none() -> None:
    """One side of the interval is by hand: where x is 0 of n, its upper end is 1 - 0.025^(1/n)."""
    gone = rate_ratio((12, 1), (0, 1))
    share = 1 - 0.025 ** (1 / 12)
    assert (gone.ratio, gone.low) == (0, 0)
    assert gone.high == pytest.approx(share / (1 - share))
    assert gone.verdict == "lower"
    come = rate_ratio((0, 1), (12, 1))
    assert (come.ratio, come.high) == (math.inf, math.inf)
    assert come.low == pytest.approx(1 / gone.high)


def test_swapped_rates_have_the_reciprocal_interval() -> None:
    for first, second in [((52, 28), (31, 30)), ((1, 1), (900, 365)), ((100_000, 7), (99_000, 7))]:
        there, back = rate_ratio(first, second), rate_ratio(second, first)
        assert there.low == pytest.approx(1 / back.high)
        assert there.high == pytest.approx(1 / back.low)


@pytest.mark.parametrize("rates", [((0, 1), (0, 1)), ((1, 0), (1, 1)), ((-1, 1), (1, 1))])
def test_no_rates(rates: tuple[tuple[int, float], tuple[int, float]]) -> None:
    with pytest.raises(ValueError, match="no two rates"):
        rate_ratio(*rates)


def test_an_exact_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance = random.Random(11)

    def poisson(mean: float) -> int:
        stop, product, count = math.exp(-mean), chance.random(), 0
        while product > stop:
            product, count = product * chance.random(), count + 1
        return count

    held = [rate_ratio((poisson(12), 1), (poisson(24), 2)) for _ in range(600)]
    assert sum(one.low <= 1 <= one.high for one in held) >= 0.95 * len(held)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("52 in 4 weeks", "20 in 4 weeks"),
            ("Better (lower)", "down 61.5 % (95 % CI 34.5 to 78.3): lower"),
        ),
        (
            ("20 in 4 weeks", "52 in 4 weeks"),
            ("Worse (higher)", "up 160.0 % (95 % CI 52.6 to 359.8): higher"),
        ),
        (
            ("12 a week", "11 a week"),
            ("No clear change", "down 8.3 % (95 % CI -126.9 to 63.4): no clear change yet"),
        ),
        (("0 a week", "12 a week"), ("Worse (higher)", "up from none: higher")),
        (("0 a week", "0 a week"), ("No clear change", "the same")),
    ],
)
def test_counts(texts: tuple[str, str], expected: tuple[str, str]) -> None:
    verdict, values, moved = changed("count", *texts)
    assert (verdict, moved) == expected
    assert values == f"{texts[0]} to {texts[1]}"


def test_times_alone_are_no_verdict() -> None:
    few = "too few figures to say whether that is chance"
    assert changed("time", "14 min", "10 min") == (
        "",
        "14 min to 10 min",
        f"faster by 4 min; {few}",
    )
    assert changed("time", "2 h 10", "3 h")[2] == f"slower by 50 min; {few}"
    assert changed("time", "3 days", "5 days", better="higher")[2] == f"longer by 2 days; {few}"
    assert changed("time", "14 min", "14 min") == ("", "14 min to 14 min", "the same")


def test_shares_without_counts_are_no_verdict() -> None:
    assert changed("share", "36 %", "31 %") == (
        "",
        "36.0 % to 31.0 %",
        "down 5.0 points; without the counts nothing says whether that is chance",
    )
    assert changed("share", "36 %", "355 of 2298")[0] == ""
    assert changed("share", "36 %", "36 %")[2] == "the same"


def test_shares_keep_their_interval() -> None:
    verdict, values, moved = changed("share", "412 of 2310", "355 of 2298")
    assert (verdict, values) == ("Better (lower)", "17.8 % to 15.4 %")
    assert moved == "down 2.4 points (95 % CI 0.2 to 4.5): lower"


LONG = ("20 min", "21 min", "19 min", "22 min", "20 min", "23 min", "21 min", "20 min")
SHORT = ("12 min", "11 min", "13 min", "10 min", "12 min", "11 min", "12 min", "10 min")


def test_a_long_run_on_one_side_of_the_median_is_more_than_chance() -> None:
    verdict, _, moved = changed("time", *LONG, *SHORT)
    assert verdict == "Better (lower)"
    assert moved == (
        "faster by 10 min; the last 8 figures are below the median of 16 min, which chance seldom"
        " does (run chart)"
    )
    assert changed("time", *SHORT, *LONG)[0] == "Worse (higher)"
    assert changed("time", *SHORT, *LONG, better="higher")[0] == "Better (higher)"
    assert changed("time", *LONG[:6], *SHORT[:6])[0] == ""  # six of twelve: chance makes that too


def test_a_run_that_contradicts_the_baseline_is_no_verdict() -> None:
    assert changed("time", "9 min", *LONG, *SHORT)[0] == ""


def test_a_series_of_counts_says_so_beside_its_interval() -> None:
    first, *later = (figure("count", f"{n} a week") for n in (*[20] * 4, *[22] * 4, *[12] * 8))
    assert series_note(first, later) == (
        "The last 8 figures are below the median, which chance seldom does (run chart)."
    )
    assert series_note(first, later[:3]) == ""


def test_the_limit_is_as_published() -> None:
    """Anhøj and Olesen: log2(n) + 3, rounded; their chart of 24 points has a limit of 8."""
    assert [limit(n) for n in (10, 16, 24, 60)] == [6, 7, 8, 9]


def test_points_on_the_median_are_passed_over() -> None:
    values = [*[Decimal(9)] * 9, *[Decimal(5)] * 3, *[Decimal(1)] * 9]
    found = shift(values)
    assert found is not None
    assert (found.points, found.side, found.median) == (9, "lower", Decimal(5))
    assert shift([*values, Decimal(9)]) is None  # it has ended
    assert shift([Decimal(5)] * 12) is None
    assert shift(values[:7]) is None


def test_chance_makes_few_shifts() -> None:
    chance = random.Random(7)
    series = [[Decimal(chance.random()) for _ in range(24)] for _ in range(1000)]
    assert sum(shift(one) is not None for one in series) < 20
    assert all(limit(a) <= limit(b) for a, b in pairwise(range(1, 200)))
