"""A share before and after, in words."""

import pytest

from bot.rules.before_after import one, said, wrong


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            (412, 2310),
            (355, 2298),
            ("17.8 % to 15.4 %", "down 2.4 points (95 % CI 0.2 to 4.5): lower"),
        ),
        (
            (231, 340),
            (253, 352),
            ("67.9 % to 71.9 %", "up 3.9 points (95 % CI -2.9 to 10.7): no clear change yet"),
        ),
        (
            (48, 80),
            (56, 70),
            ("60.0 % to 80.0 %", "up 20.0 points (95 % CI 5.2 to 33.4): higher"),
        ),
        (
            (50, 100),
            (50, 100),
            ("50.0 % to 50.0 %", "the same (95 % CI -13.6 to 13.6): no clear change yet"),
        ),
    ],
)
def test_what_is_said_of_it(
    before: tuple[int, int], after: tuple[int, int], words: tuple[str, str]
) -> None:
    assert said(before, after) == words


def test_one_count() -> None:
    assert one(" 2,310 of 3,000 ") == (2310, 3000)
    assert one("231 of 340 patients") is None


@pytest.mark.parametrize(
    ("share", "part"),
    [
        ((5, 4), "no share"),
        ((0, 0), "no share"),
        ((10, 400), "fewer than 11"),
        ((395, 400), "fewer than 11"),
    ],
)
def test_what_cannot_be_kept(share: tuple[int, int], part: str) -> None:
    assert part in wrong(share)


def test_nobody_and_everybody_can_be_said() -> None:
    assert wrong((0, 400)) == wrong((400, 400)) == wrong((11, 22)) == ""
