"""What cards send back, from us and from others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.callback_data import Garbled, Packed, pack, unpack, values
from bot.words.events import Action

names = st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True)
actions = st.builds(Action, names, st.lists(st.text(max_size=40), max_size=6).map(tuple))


@given(actions, st.sampled_from(["press", "submit"]), st.text(max_size=20))
def test_an_action_comes_back_as_it_went(action: Action, do: str, origin: str) -> None:
    data = json.loads(json.dumps(pack(action, do=do, origin=origin)))  # type: ignore[arg-type]
    assert unpack(data) == Packed(do, action, origin)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "x",
        [],
        {},
        {"v": 2, "do": "press", "action": ["a"]},
        {"v": 1, "do": "drop", "action": ["a"]},
        {"v": 1, "do": ["press"], "action": ["a"]},
        {"v": 1, "do": "press", "action": "a"},
        {"v": 1, "do": "press", "action": []},
        {"v": 1, "do": "press", "action": ["a", 1]},
        {"v": 1, "do": "press", "action": ["a b"]},
        {"v": 1, "do": "press", "action": ["a", *"x" * 30]},
        {"v": 1, "do": "press", "action": ["a", "x" * 301]},
        {"v": 1, "do": "press", "action": ["a"], "origin": 7},
    ],
)
def test_what_is_not_ours_is_garbled(data: object) -> None:
    with pytest.raises(Garbled):
        unpack(data)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s)
                    | st.dictionaries(st.sampled_from(["v", "do", "action", "origin"]) | st.text(), s)))  # fmt: skip
def test_nothing_but_garbled_is_raised(data: object) -> None:
    try:
        unpack(data)
    except Garbled:
        return


def test_what_was_left_empty_is_empty_and_what_was_not_asked_is_absent() -> None:
    data = {"asked": {"text": [], "days": ["mon", "tue"]}, "f.days": "tue,sun,mon", "f.more": None}
    assert values(data) == {"text": "", "days": "mon,tue", "more": ""}
    assert values({"asked": "x", "f.text": True}) == {"text": "True"}
    assert values({"asked": {"a": "x"}}) == {}
