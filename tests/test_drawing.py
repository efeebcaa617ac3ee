"""The drawing of the house shows what the imports are, and nothing that is not so."""

import pytest

from tools import drawing
from tools.drawing import PLACES, House, drawn, svg


def test_what_follows_from_other_arrows_is_left_out() -> None:
    chain = {("run", "features"), ("features", "core"), ("core", "words")}
    assert drawn(chain | {("run", "core"), ("run", "words"), ("features", "words")}) == sorted(
        chain
    )


def test_an_import_that_runs_upward_is_drawn_as_one() -> None:
    plain = svg(House(frozenset({("run", "core")}), {}))
    wrong = svg(House(frozenset({("run", "core"), ("core", "run")}), {}))
    assert plain.count('class="arrow"') == wrong.count('class="arrow"') == 1
    assert 'class="arrow up"' not in plain
    assert wrong.count('class="arrow up"') == 1


def test_every_arrow_is_in_the_words_beside_the_picture_and_no_two_run_alike() -> None:
    house = drawing.read()
    shown = svg(house)
    for source, target in drawn(house.arrows):
        assert f"{source} imports {target}" in shown
    paths = [line for line in shown.splitlines() if line.startswith('<path class="arrow')]
    assert len(set(paths)) == len(paths) == len(drawn(house.arrows))
    assert shown == svg(drawing.read())


def test_a_module_of_no_place_is_named() -> None:
    with pytest.raises(drawing.Unplaced, match=r"bot\.cellar\.wine"):
        drawing.place_of("bot.cellar.wine")
    assert drawing.place_of("bot.features.polls.voting") == "features"


def test_no_module_stands_in_two_places() -> None:
    named = [module for place in PLACES for module in place.modules]
    assert len(named) == len(set(named))
