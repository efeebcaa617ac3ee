"""What a button carries comes back as it went, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.callback_data import Garbled, pack, unpack
from adapters.slack.render import message, reply
from bot.words.cards import Button, Buttons, Message, Row
from bot.words.events import Action
from tests.slack.limits import problems
from tests.slack.words import HOME

names = st.from_regex(r"[a-z_]{1,40}\.[a-z_]{1,40}", fullmatch=True)
actions = st.builds(Action, names, st.lists(st.text(max_size=20), max_size=4).map(tuple))


@given(actions)
def test_an_action_comes_back_as_it_went(action: Action) -> None:
    packed = pack(action)
    assert unpack(packed) == action
    assert packed.isascii()
    assert not set(packed) & set("<>&")


FORGED = [
    *(None, 7, "", "x", "[]", "{}", '"concern.take"', "null", '["concern.take",7]'),
    *('["take"]', '["Concern.Take"]', '["concern.take\\n"]', '[["concern.take"]]', '["a.b",null]'),
    *('["__class__.x(1)"]', "[" * 3000, '["concern.take"', json.dumps(["a.b", "x" * 3000])),
]


@pytest.mark.parametrize("value", FORGED, ids=range(len(FORGED)))
def test_what_we_never_sent_is_garbled(value: object) -> None:
    with pytest.raises(Garbled):
        unpack(value)


def test_a_button_that_can_carry_no_more_is_named_in_words() -> None:
    much = Button("Take", Action("concern.take", ("x" * 2000,)))
    for shown in (Message("C-7", (Buttons((much,)),)), Message("C-7", (Row(("Printer",), much),))):
        made = message(shown, HOME)
        assert "Take: this button does not work in Slack. Write to Corridor instead." in made.text
        assert problems(made) == []
        assert "value" not in str(made.blocks)


def test_buttons_tell_a_card_from_a_private_reply() -> None:
    shown = Message("C-7", (Buttons((Button("Take", Action("concern.take")),)),))
    (card,) = message(shown, HOME).blocks[-1]["elements"]
    (part,) = reply(shown, HOME)
    assert card["action_id"] == "1.0"
    assert part.blocks[-1]["elements"][0]["action_id"] == "reply.1.0"
