"""R32, R33: every line of the corpus, typed on every wire that it fits."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.typed_corpus import combine
from tests.typed_corpus.driving import Tried, failing, figures, tried
from tests.typed_corpus.lines import HERE, PLACES, Line, every

LEAST = 400  # lines
EACH = 23  # one of so many is typed daily, and all of the few kinds that have fewer


def some(lines: Sequence[Line]) -> list[Line]:
    """A few of every file and kind, evenly spread."""
    return list(lines[::EACH])


def holds(found: list[Tried]) -> None:
    assert found
    missed = failing(found)
    told = "\n".join(map(str, missed))
    assert not missed, f"{told}\n{figures(found)}"


@pytest.mark.parametrize("platform", PLACES)
def test_every_line_comes_to_what_it_should(platform: str, tmp_path: Path) -> None:
    holds(list(tried(platform, tmp_path / "corridor.db", every())))


@pytest.mark.parametrize("platform", PLACES)
def test_some_lines_come_to_what_they_should(platform: str, tmp_path: Path) -> None:
    holds(list(tried(platform, tmp_path / "corridor.db", some(every()))))


def test_there_are_enough_of_them_for_every_place_and_none_twice() -> None:
    lines = every()
    assert len(lines) >= LEAST
    for platform, places in PLACES.items():
        typed = Counter(place for line in lines for place in line.places(platform))
        assert set(typed) == set(places)
    twice = [
        typed for typed, n in Counter((one.where, one.typed) for one in lines).items() if n > 1
    ]
    assert not twice
    assert all(any(line.places(platform) for platform in PLACES) for line in lines)


def test_what_is_combined_is_what_its_maker_makes() -> None:
    assert (HERE / "combined.tsv").read_text(encoding="utf-8") == combine.made()


def test_a_line_that_fails_is_told_with_its_figures() -> None:
    line = Line("H1", "safety", "it", "note it broke", "note it broke")
    right, wrong = (
        Tried("web", "it", line, came) for came in ("note it broke", "answer note it broke")
    )
    read = Tried("web", "it", line, "note it broke", "the ward reads it")
    assert not failing([right] * 30)
    assert failing([right] * 30 + [wrong]) == [wrong]
    assert failing([right] * 30 + [read]) == [read]
    assert "30   96.8" in " ".join(figures([right] * 30 + [wrong]).split("  "))
    plain = line._replace(kind="plain")
    seldom = [one._replace(line=plain) for one in [right] * 30 + [wrong]]
    assert not failing(seldom)
    assert failing([*seldom[10:], seldom[-1]]) == [seldom[-1]] * 2
