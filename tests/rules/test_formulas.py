"""Every formula against values that others have published or that anybody can check by hand."""

from decimal import Decimal

import pytest

from bot.rules.confidence_intervals import difference, wilson
from bot.rules.decimals import mean, percent, plainly, rounded_half_up, shown
from bot.rules.evenness import balance, gini, turn_taking
from bot.rules.panel import ipras, rated, split_at, spread_too_far
from bot.rules.ranking import (
    borda,
    condorcet,
    coombs,
    pairs,
    paths,
    plurality,
    runoff,
    schulze,
)
from bot.rules.usability import (
    recommend,
    sus,
    sus_grade,
    umux_lite,
    umux_lite_as_sus,
)
from bot.rules.weighted import best, check, totals, without_each


def four(value: Decimal) -> str:
    return shown(value, 4)


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ((5, 4, 2, 1, 2, 3, 2, 4, 5, 2), "55"),
        ((5, 1) * 5, "100"),
        ((1, 5) * 5, "0"),
        ((3,) * 10, "50"),
    ],
)
def test_sus(answers: tuple[int, ...], score: str) -> None:
    assert sus(answers) == Decimal(score)


def test_sus_of_a_team_is_the_mean_of_its_people() -> None:
    scores = "87.5 87.5 90 82.5 75 77.5 60 90 85 75 80 72.5"
    team = mean(map(Decimal, scores.split()))
    assert shown(team, 3) == "80.208"
    assert sus_grade(team) == "A-"


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        *[
            ("68", "C"),
            ("45.9", "F"),
            ("74.04", "B-"),
            ("74.05", "B"),
            ("57.6", "D"),
            ("100", "A+"),
        ],
        *[("84.1", "A+"), ("80.8", "A"), ("78.9", "A-"), ("77.2", "B+"), ("74.1", "B")],
        *[
            ("72.6", "B-"),
            ("71.1", "C+"),
            ("65.0", "C"),
            ("62.7", "C-"),
            ("51.7", "D"),
            ("51.6", "F"),
        ],
    ],
)
def test_sus_grades_of_sauro_and_lewis(score: str, grade: str) -> None:
    assert sus_grade(Decimal(score)) == grade


@pytest.mark.parametrize("answers", [(1,) * 9, (0,) * 10, (6,) * 10])
def test_sus_takes_ten_answers_of_one_to_five(answers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="nswers"):
        sus(answers)


def test_umux_lite() -> None:
    assert umux_lite((6, 5)) == 75
    assert umux_lite((4, 4)) == 50
    assert umux_lite_as_sus(umux_lite((6, 5))) == Decimal("71.65")
    assert umux_lite_as_sus(umux_lite((7, 7))) == Decimal("87.9")
    assert umux_lite_as_sus(umux_lite((1, 1))) == Decimal("22.9")


def test_would_recommend() -> None:
    found = recommend([10] * 30 + [8] * 50 + [3] * 20)
    assert found.points == 10
    assert (shown(found.low), shown(found.high)) == ("-3.7", "23.7")


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_wilson_as_in_newcombe_1998(hits: int, of: int, low: str, high: str) -> None:
    found = wilson(hits, of)
    assert (four(found.low), four(found.high)) == (low, high)


def test_a_share_of_all_reaches_one_and_no_further() -> None:
    assert wilson(20, 20).high == 1
    assert four(wilson(20, 20).low) == "0.8389"
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="no share"):
        wilson(0, 0)


def test_difference_of_two_shares() -> None:
    found = difference((48, 80), (56, 70))
    assert found.change == Decimal("0.2")
    assert (four(found.low), four(found.high)) == ("0.0524", "0.3339")
    assert found.verdict == "higher"


def test_the_differences_of_story_3() -> None:
    readmitted = difference((412, 2310), (355, 2298))
    assert [shown(100 * v) for v in (readmitted.change, readmitted.low, readmitted.high)] == [
        *("-2.4", "-4.5", "-0.2")
    ]
    assert readmitted.verdict == "lower"
    content = difference((231, 340), (253, 352))
    assert [shown(100 * v) for v in (content.change, content.low, content.high)] == [
        *("3.9", "-2.9", "10.7")
    ]
    assert content.verdict == "no clear change"
    assert (shown(percent(412, 2310)), shown(percent(355, 2298))) == ("17.8", "15.4")


def test_ipras() -> None:
    assert ipras(Decimal(7), Decimal(8)) == Decimal("6.1")
    assert not spread_too_far(Decimal(7), Decimal(8))
    assert spread_too_far(Decimal(1), Decimal(9))


ROUNDS = {
    "K1": ("98897 8978", "8 0 9 accept"),
    "K2": ("78976 7578", "7 0 7 accept"),
    "K3": ("99878 3243", "7 3 5 uncertain"),
    "K4": ("23214 8776", "4 4 3 uncertain"),
    "K5": ("32342 3423", "3 7 0 reject"),
    "K6": ("65765 6564", "6 0 1 uncertain"),
    "K3 again": ("89878 7677", "7 0 8 accept"),
    "K4 again": ("22313 4353", "3 7 0 reject"),
    "K6 again": ("77767 7676", "7 0 6 accept"),
}


@pytest.mark.parametrize(("ratings", "found"), ROUNDS.values(), ids=ROUNDS)
def test_rand_ucla_on_the_ratings_of_story_3(ratings: str, found: str) -> None:
    made = rated([int(r) for r in ratings if r != " "])
    assert f"{plainly(made.median)} {made.low} {made.high} {made.verdict}" == found
    assert made.disagreement == (ratings in {"99878 3243", "23214 8776"})


def test_rand_ucla_disagreement_grows_with_the_panel() -> None:
    assert [split_at(n) for n in range(8, 17)] == [3, 3, 3, 4, 4, 4, 5, 5, 5]
    for bad in ([], [0], [10]):
        with pytest.raises(ValueError, match="1 to 9"):
            rated(bad)


WIKIPEDIA = {
    name: int(count)
    for name, count in map(
        str.split,
        ("ACBED 5", "ADECB 5", "BEDAC 8", "CABED 3", "CAEBD 7", "CBADE 2", "DCEBA 7", "EBADC 8"),
    )
}


def ballots(counts: dict[str, int]) -> dict[tuple[str, ...], int]:
    return {tuple(ranking): count for ranking, count in counts.items()}


def test_schulze_of_45_voters() -> None:
    votes = ballots(WIKIPEDIA)
    assert schulze("ABCDE", votes) == [("E",), ("A",), ("C",), ("B",), ("D",)]
    strength = paths("ABCDE", pairs("ABCDE", votes))
    wanted = {"EA": 25, "AE": 24, "AD": 30, "BD": 33, "ED": 31, "CB": 29}
    assert {pair: strength[pair[0], pair[1]] for pair in wanted} == wanted


def test_schulze_first_example_of_the_paper() -> None:
    votes = ballots({"acdb": 8, "badc": 2, "cdba": 4, "dbac": 4, "dcba": 3})
    assert schulze("abcd", votes) == [("d",), ("a",), ("c",), ("b",)]


def test_schulze_of_story_3() -> None:
    votes = ballots({"RFEP": 4, "FEPR": 3, "EPRF": 2})
    found = pairs("RFEP", votes)
    assert (found["R", "F"], found["F", "E"], found["E", "R"]) == (6, 7, 5)
    assert condorcet("RFEP", votes) is None
    assert schulze("RFEP", votes) == [("R",), ("F",), ("E",), ("P",)]
    assert borda("RFEP", votes) == {"F": 17, "E": 16, "R": 14, "P": 7}


def test_schulze_says_a_tie_is_a_tie() -> None:
    assert schulze("AB", ballots({"AB": 3, "BA": 3})) == [("A", "B")]
    assert schulze("ABC", {}) == [("A", "B", "C")]


def test_what_is_not_ranked_comes_last() -> None:
    votes = {("A",): 2, ("B", "C"): 1}
    assert pairs("ABC", votes)["A", "C"] == 2
    assert pairs("ABC", votes)["C", "A"] == 1
    assert schulze("ABC", votes)[0] == ("A",)


def test_tennessee() -> None:
    votes = ballots({"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17})
    firsts = plurality("MNCK", votes)
    assert max(firsts, key=firsts.__getitem__) == "M"
    assert borda("MNCK", votes) == {"M": 126, "N": 194, "C": 173, "K": 107}
    assert runoff("MNCK", votes) == ("K", 58)
    assert condorcet("MNCK", votes) == "N"
    found = pairs("MNCK", votes)
    assert [(found["N", x], found[x, "N"]) for x in "CKM"] == [(68, 32), (68, 32), (58, 42)]
    assert coombs("MNCK", votes) is not None
    assert coombs("MNCK", votes) == ("N", 68)
    assert schulze("MNCK", votes)[0] == ("N",)


def test_a_runoff_that_a_tie_decides_has_no_winner() -> None:
    assert runoff("ABC", ballots({"ABC": 2, "BCA": 1, "CAB": 1})) is None


def test_weighted_sums_are_exact_and_tie() -> None:
    weights = [Decimal(w) for w in (".20", ".15", ".40", ".25")]
    scores = {"A1": (25, 20, 15, 30), "A2": (10, 30, 20, 30), "A3": (30, 10, 30, 10)}
    sums = totals(weights, {name: tuple(map(Decimal, row)) for name, row in scores.items()})
    assert sums == {"A1": Decimal("21.50"), "A2": Decimal("22.00"), "A3": Decimal("22.00")}
    assert best(sums) == ["A2", "A3"]


def test_the_weighted_table_of_story_3() -> None:
    assert check([Decimal(w) for w in (".35", ".25", ".20", ".25")]) == (
        "The weights add up to 1.05; they should add up to 1."
    )
    weights = [Decimal(w) for w in (".35", ".25", ".20", ".20")]
    assert check(weights) == ""
    scores = {"A": (4, 3, 2, 4), "B": (3, 4, 3, 3), "C": (4, 3, 3, 3)}
    exact = {name: tuple(map(Decimal, row)) for name, row in scores.items()}
    sums = totals(weights, exact)
    assert {name: plainly(total) for name, total in sums.items()} == {
        "A": "3.35",
        "B": "3.25",
        "C": "3.35",
    }
    assert best(sums) == ["A", "C"]
    assert without_each(weights, exact) == [["B"], ["A", "C"], ["A"], ["C"]]


def test_weights_that_can_not_be_used() -> None:
    assert "two criteria" in check([Decimal(1)])
    assert "more than nothing" in check([Decimal("1.2"), Decimal("-0.2")])


def test_gini() -> None:
    assert shown(gini([1, 3, 2, 1, 1, 1, 4]), 7) == "0.3076923"
    assert gini([0, 0, 0, 9]) == Decimal(3) / 4
    assert gini([2, 2]) == 0
    with pytest.raises(ValueError, match="nothing"):
        gini([0, 0])


def test_turn_taking_and_balance() -> None:
    assert shown(turn_taking(5, 20), 4) == "0.2105"
    assert turn_taking(1, 1) == 0
    assert four(balance(30, 10)) == "0.8113"
    assert shown(balance(18, 22), 3) == "0.993"
    assert balance(7, 7) == 1
    assert balance(7, 0) == 0


def test_numbers_are_shown_half_up() -> None:
    assert (shown(Decimal("2.25")), shown(Decimal("-0.04")), shown(Decimal("33.35"))) == (
        "2.3",
        "0.0",
        "33.4",
    )
    assert rounded_half_up(Decimal("74.05")) == Decimal("74.1")
    assert (plainly(Decimal("3.350")), plainly(Decimal("22.00")), plainly(Decimal(100))) == (
        "3.35",
        "22",
        "100",
    )
    assert percent(0, 0) == 0
    with pytest.raises(ValueError, match="mean of nothing"):
        mean([])
