"""R42: what is needed more rarely is behind Slack's own menu, and does what it says."""

from adapters.slack.parse import press
from adapters.slack.render import message
from adapters.slack.workspaces import Bot
from bot.words.cards import Button, Buttons, Message
from bot.words.events import Action, Press

BOT = Bot("T1", "T1", "UBOT", "BBOT", "xoxb-1")
MORE = tuple(Button(name, Action("concern.more", (name,))) for name in ("Ticket", "History"))
SURE = Button("End", Action("huddle.end", ("1",)), confirm="Sure?")


def elements(*more: Button) -> list[dict[str, object]]:
    shown = message(Message("C-101", (Buttons((), more=more),)), "T1")
    return [one for block in shown.blocks for one in block.get("elements", ())]


def test_a_choice_in_the_menu_is_a_press() -> None:
    (menu,) = (one for one in elements(*MORE) if one["type"] == "overflow")
    options = menu["options"]
    assert isinstance(options, list)
    assert [one["text"]["text"] for one in options] == ["Ticket", "History"]
    done = {"type": "overflow", "action_id": menu["action_id"], "selected_option": options[1]}
    body = {"user": {"id": "U1"}, "trigger_id": "t", "actions": [done], "channel": {"id": "C1"}}
    found = press(body, BOT)
    assert found is not None
    assert isinstance(found.event, Press)
    assert found.event.action == Action("concern.more", ("History",))


def test_what_asks_first_and_what_is_alone_stays_a_button() -> None:
    kinds = [one["type"] for one in elements(*MORE, SURE) if one["type"] in {"button", "overflow"}]
    assert kinds == ["button", "overflow"]
    assert [one["type"] for one in elements(MORE[0])] == ["button"]
