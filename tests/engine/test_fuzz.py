"""Whatever comes through the door, people get an answer, and never "something went wrong"."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core import dispatcher, our_fault, timer_runs
from bot.core.button_payload import DIGITS, LONGEST
from bot.words.events import Action, Event, Press
from tests.filled import fill, house
from tests.fuzz import FIELDS, deeds
from tests.harness import WARDS, Bot, said
from tests.walk import Taken, Walk

EXAMPLES = 700


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    bot = house(tmp_path_factory.mktemp("fuzz") / "corridor.db")
    fill(bot, "quay")
    yield bot
    bot.end()


@pytest.fixture(scope="module")
def ways(full: Bot) -> Mapping[tuple[type, str], Sequence[Taken]]:
    """What the bot itself offers, by route."""
    found: dict[tuple[type, str], list[Taken]] = {}
    for who in ("jo", "ana"):
        walk = Walk(full, who)
        for _ in walk.everything():
            pass
        for one in walk.acts:
            found.setdefault(one[:2], []).append(one)
    return found


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Exception, Event]]:
    """Every error that the core has to say sorry for."""
    found: list[tuple[Exception, Event]] = []
    sorry = our_fault.sorry

    def noted(error: Exception, event: Event) -> object:
        found.append((error, event))
        return sorry(error, event)

    monkeypatch.setattr(dispatcher, "sorry", noted)
    monkeypatch.setattr(timer_runs, "sorry", noted)
    return found


@settings(
    max_examples=EXAMPLES,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_event_is_a_fault_of_ours(
    full: Bot,
    ways: Mapping[tuple[type, str], Sequence[Taken]],
    ours: list[tuple[Exception, Event]],
    data: st.DataObject,
) -> None:
    event = data.draw(deeds(full, ways))
    full.run(full.core(event))
    assert ours == []


def test_the_walk_has_something_to_change(ways: Mapping[tuple[type, str], Sequence[Taken]]) -> None:
    assert len(ways) > 140
    assert {"text", "note", "why", "name"} <= set(FIELDS)


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("9" * (DIGITS + 1),),
        ("٣",),
        ("x" * (LONGEST + 1),),
        ("a\nb",),
        ("\ud800",),
        ("1",) * 99,
    ],
    ids=["none", "too great", "other digits", "too long", "lines", "half a letter", "too many"],
)
def test_a_button_that_carries_what_none_of_ours_does(bot: Bot, args: tuple[str, ...]) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    before = bot.everything()
    told = said(bot.presses("sam", "concern.take", *args))
    assert "That button is from an older version" in told
    assert bot.everything().count("\n") == before.count("\n") + 1  # the digest of its id


def test_a_note_for_it_is_none_of_an_unknown_kind(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    told = bot.submits("sam", "concern.answer", "101", "loud", text="we look at it now")
    assert "older version" in said(told)
    event = Press(
        bot.id(), bot.dm("sam"), bot.account("sam"), Action("concern.answer", ("101", "x"))
    )
    assert "older version" in said(bot.send(event))
