"""Small groups (R10) in all that is ever shown of a poll: cards, replies, files, asked again and
again by different people, before and after a restart."""

import re
from collections import Counter
from itertools import product
from random import Random

import pytest

from tests.features.polling import TRIAGE_AND_WARDS, cast_many, shown_everywhere, votes
from tests.harness import Bot, said

SIDES = {"clinical": "Clinical", "it": "IT", "both": "Clinical & IT", "none": "No side said"}
OPTIONS = ("Yes", "Partly", "No")
Table = dict[str, Counter[str]]
HEADING = re.compile(r"^(Clinical|IT|Clinical & IT|No side said|All together), (\d+) people")
FIGURE = re.compile(r"(Yes|Partly|No): (\d+)(?: of \d+)?, \d+\.\d %")


def tables(seed: int, many: int) -> list[Table]:
    """Random answers by side, most of them near the border of five."""
    random = Random(seed)
    return [
        {
            side: Counter(
                random.choices("123", random.sample([1, 3, 9], 3), k=random.randint(0, 8))
            )
            for side in SIDES
            if random.random() < 0.8
        }
        for _ in range(many)
    ]


def published(text: str) -> dict[str, Counter[str]]:
    """The figures that a text shows, by the heading they stand under."""
    found: dict[str, Counter[str]] = {}
    under = ""
    for line in text.split("\n"):
        if match := HEADING.match(line):
            under = match[1]
            found[under] = Counter()
        for option, count in FIGURE.findall(line):
            found[under][str(OPTIONS.index(option) + 1)] = int(count)
    return {
        name: Counter({k: v for k, v in figures.items() if v}) for name, figures in found.items()
    }


def ways(hidden: dict[str, int], left: "Counter[str] | None") -> dict[str, int]:
    """In how many ways each hidden side may have answered, for somebody who subtracts all that is
    shown from the whole, if the whole is shown, and knows how many people each side has."""
    if left is None:
        return dict.fromkeys(hidden, 1_000)
    splits = list(product(*(range(count + 1) for count in left.values())))
    return {side: sum(sum(split) == n for split in splits) for side, n in hidden.items()}


@pytest.mark.parametrize("flag", ["", "--anonymous", "--live", "--until-vote"])
def test_no_hidden_side_can_be_worked_out_from_anything_shown(bot: Bot, flag: str) -> None:
    """What was shown while people voted is remembered, too."""
    for number, table in enumerate(tables(7, 25), start=101):
        bot.says("jo", f"poll Ready? | Yes | Partly | No {flag} --in all")
        cast_many(bot, number, table)
        while_open = published(said(bot.says("ana", f"P-{number}")))
        if flag == "--until-vote" and table.get("clinical"):
            table["clinical"] += Counter("1")
            while_open = published(votes(bot, "ana", "Yes", number))
        bot.says("jo", f"close P-{number}")
        views = shown_everywhere(bot, number)
        figures = [published(view) for view in views]
        assert all(found == figures[0] for found in figures)
        assert_nothing_leaks(table, while_open | figures[0])
        if number % 10 == 0:
            bot.restart()
            assert [published(view) for view in shown_everywhere(bot, number)] == figures


def assert_nothing_leaks(table: Table, found: dict[str, Counter[str]]) -> None:
    named = {SIDES[side]: bag for side, bag in table.items() if bag}
    whole: Counter[str] = sum(named.values(), Counter())
    for name, counts in found.items():
        true = whole if name == "All together" else named[name]
        assert counts == true
        assert true.total() >= 5
    hidden = {name: bag.total() for name, bag in named.items() if name not in found}
    if len(named) == 1:  # the whole is that side, and large enough
        hidden = {}
    left = None
    if "All together" in found:
        left = whole - sum((found[name] for name in found if name != "All together"), Counter())
        assert len(found) == 1 or not hidden  # sides all or none (R24)
    if left is not None and len(left) == 1:
        return  # all said the same: the whole's own result, which R24 shows
    assert all(count > 1 for count in ways(hidden, left).values()), (table, found, hidden, left)


def test_the_file_shows_no_more_than_the_card(bot: Bot) -> None:
    for number, table in enumerate(tables(11, 20), start=101):
        bot.says("jo", "poll Ready? | Yes | Partly | No --in all")
        cast_many(bot, number, table)
        bot.says("jo", f"close P-{number}")
        rows = [row.split(",") for row in said(bot.says("jo", f"figures P-{number}")).split("\r\n")]
        (figures, *_) = [published(view) for view in shown_everywhere(bot, number)]
        in_file = Counter(
            (row[2], row[3], int(row[5])) for row in rows[1:] if len(row) > 5 and int(row[5])
        )
        on_card = Counter(
            (side, OPTIONS[int(option) - 1], count)
            for side, counts in figures.items()
            for option, count in counts.items()
        )
        assert in_file == on_card


def test_rooms_all_show_the_same(bot: Bot) -> None:
    bot.says("jo", "poll Ready? --in all")
    cast_many(bot, 101, {"clinical": {"1": 8}, "it": {"1": 2, "2": 2}})
    bot.says("jo", "close P-101")
    assert len({bot.card("poll:101", room) for room in TRIAGE_AND_WARDS}) == 1
