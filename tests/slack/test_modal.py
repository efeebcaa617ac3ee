"""Forms in Slack: as windows, as messages, sent back with errors, and what people filled in."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from adapters.slack.callback_data import Garbled, unpack
from adapters.slack.forms import answer, asked, errors, modal, values
from bot.words.cards import Form, note, with_errors
from bot.words.events import Action
from bot.words.fields import ChoiceField, DateField, Field, ManyField, Option, TextField
from tests.contract.slack_rig import on_screen, slack_text
from tests.slack.limits import problems
from tests.slack.words import HOME

RAISE = Action("concern.raise", ("7",))
FEW = tuple(Option(key, key.upper()) for key in ("a", "b", "c"))
MANY = tuple(Option(str(n), f"Choice {n}") for n in range(12))


def form(*fields: Field, title: str = "Raise a concern") -> Form:
    return Form(title, RAISE, fields, "Send to IT")


def element(field: Field) -> dict[str, Any]:
    block = modal(form(field), HOME)["blocks"][-1]
    assert block["type"] == "input"
    found: dict[str, Any] = block["element"]
    return found


def sent(view: dict[str, Any], **typed: str) -> dict[str, Any]:
    """The window as Slack sends it: as it was filled in, but for what was typed over that."""
    state = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            name, given = block["block_id"].rpartition(".")[0], _given(block["element"])
            state[block["block_id"]] = {
                "given": given | ({"value": typed[name]} if name in typed else {})
            }
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": state}}


def _given(made: dict[str, Any]) -> dict[str, Any]:
    kind = {"type": made["type"]}
    match made["type"]:
        case "plain_text_input":
            return kind | {"value": made.get("initial_value")}
        case "datepicker":
            return kind | {"selected_date": made.get("initial_date")}
        case "checkboxes" | "multi_static_select":
            return kind | {"selected_options": made.get("initial_options", [])}
        case _:
            return kind | {"selected_option": made.get("initial_option")}


def test_a_form_is_a_window_with_its_action_and_where_it_was_asked_for() -> None:
    view = modal(form(TextField("text", "What is wrong?")), HOME, "C0WARD")
    assert (view["title"]["text"], view["submit"]["text"]) == ("Raise a concern", "Send to IT")
    assert unpack(view["private_metadata"]) == Action("concern.raise", ("7", "C0WARD"))
    assert view["blocks"][0]["label"]["text"] == "What is wrong?"


def test_a_long_title_stands_whole_inside_the_window() -> None:
    view = modal(form(title="A way round C-101 for now, until it is fixed"), HOME)
    assert view["title"]["text"] == "A way round C-101 for…"
    assert view["blocks"][0]["text"]["text"] == "A way round C-101 for now, until it is fixed"


def test_a_text_is_known_limited_and_hinted() -> None:
    field = TextField("text", "Why?", "because", multiline=True, limit=200, hint="Plain words.")
    assert element(field) == {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": 200,
        "initial_value": "because",
        "action_id": "given",
    }
    assert element(TextField("text", "Why?", limit=9000))["max_length"] == 3000
    assert element(TextField("text", "Why?", "a\nb"))["multiline"] is True
    assert modal(form(field), HOME)["blocks"][0]["hint"]["text"] == "Plain words."
    assert modal(form(replace(field, required=False)), HOME)["blocks"][0]["optional"] is True


def test_a_text_longer_than_the_field_is_shown_whole_and_said_to_be_cut() -> None:
    text = "word " * 900 + "end"
    view = modal(form(TextField("text", "What is wrong?", text)), HOME)
    assert len(view["blocks"][-1]["element"]["initial_value"]) == 3000
    seen = slack_text(form(TextField("text", "What is wrong?", text)))
    assert "Slack's fields take 3,000 characters. This did not fit" in seen
    assert "end" in seen


def test_few_choices_are_seen_at_once_and_many_are_a_list() -> None:
    few = element(ChoiceField("kind", "What kind?", FEW, "b"))
    assert few["type"] == "radio_buttons"
    assert few["initial_option"] == few["options"][1]
    many = element(ChoiceField("kind", "What kind?", MANY, "3"))
    assert many["type"] == "static_select"
    assert many["initial_option"]["text"]["text"] == "Choice 3"
    assert "initial_option" not in element(ChoiceField("kind", "What kind?", FEW, "gone"))


def test_a_choice_that_may_be_left_open_can_be_taken_back() -> None:
    field = ChoiceField("unit", "Where?", FEW, required=False)
    assert element(field)["type"] == "static_select"


def test_several_choices_are_boxes_or_a_list() -> None:
    boxes = element(ManyField("some", "Which?", FEW, ("a", "c")))
    assert boxes["type"] == "checkboxes"
    assert [one["text"]["text"] for one in boxes["initial_options"]] == ["A", "C"]
    assert element(ManyField("some", "Which?", MANY))["type"] == "multi_static_select"


def test_more_than_a_hundred_choices_come_in_groups() -> None:
    options = tuple(Option(str(n), f"Choice {n}") for n in range(250))
    groups = element(ChoiceField("system", "Which?", options, "249"))["option_groups"]
    assert [group["label"]["text"] for group in groups] == ["1 to 100", "101 to 200", "201 to 250"]


def test_a_long_label_is_told_whole() -> None:
    middle, long = "m" * 120, "word " * 40
    field = ChoiceField("likely", "Same as", (Option("1", middle), Option("2", long)))
    first, second = element(field)["options"]
    assert first["text"]["text"] + first["description"]["text"] == middle
    assert second["description"]["text"].endswith("…")
    assert long.strip() in slack_text(form(field))


def test_nothing_to_choose_from_is_said() -> None:
    assert "There is nothing to choose from." in slack_text(form(ChoiceField("a", "Who?", ())))
    assert problems(modal(form(), HOME)) == []


def test_a_day_is_picked() -> None:
    assert (
        element(DateField("look", "Look again", date(2026, 3, 8)))["initial_date"] == "2026-03-08"
    )
    assert "initial_date" not in element(DateField("look", "Look again"))


def test_a_form_too_long_for_slack_says_who_can_help() -> None:
    huge = tuple(TextField(f"t{n}", "label " * 300) for n in range(90))
    view = modal(form(*huge), HOME)
    assert problems(view) == []
    assert "submit" not in view
    assert "The people who run Corridor can help." in on_screen(view["blocks"])


FIELDS: tuple[Field, ...] = (
    TextField("text", "What is wrong?", "eMAR frozen", multiline=True),
    ChoiceField("kind", "What kind?", FEW, "b"),
    ChoiceField("unit", "Where?", (Option("", "Nowhere"), Option("x:y", "There")), "x:y"),
    ManyField("some", "Which?", MANY, ("3", "1")),
    ManyField("boxes", "Which?", FEW, ("c", "a")),
    DateField("look", "Look again", date(2026, 3, 8)),
    TextField("a.b", "More", required=False),
)
FILLED = {
    "text": "eMAR frozen",
    "kind": "b",
    "unit": "x:y",
    "some": "1,3",
    "boxes": "a,c",
    "look": "2026-03-08",
    "a.b": "",
}


def test_what_was_filled_in_comes_back_by_field() -> None:
    assert values(sent(modal(form(*FIELDS), HOME))["state"]["values"]) == FILLED
    assert values(sent(modal(form(*FIELDS), HOME, turn=3))["state"]["values"]) == FILLED


def test_what_was_left_open_comes_back_as_nothing() -> None:
    blank = (
        TextField("text", "?"),
        ChoiceField("kind", "?", FEW),
        ManyField("some", "?", FEW),
        DateField("look", "?"),
    )
    view = sent(modal(form(*blank), HOME))
    assert values(view["state"]["values"]) == {"text": "", "kind": "", "some": "", "look": ""}


def test_several_come_back_in_the_order_of_the_options_however_they_were_picked() -> None:
    made = element(ManyField("some", "Which?", MANY))["options"]
    state = {
        "some.0": {
            "given": {"type": "multi_static_select", "selected_options": [made[11], made[2]]}
        }
    }
    assert values(state) == {"some": "2,11"}


def test_an_option_that_we_never_offered_is_garbled() -> None:
    given = {"type": "radio_buttons", "selected_option": {"value": "down"}}
    with pytest.raises(Garbled):
        values({"kind.0": {"given": given}})


def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost() -> None:
    view = sent(modal(form(*FIELDS), HOME, "C0WARD"), text="frozen")
    back = with_errors(
        form(*FIELDS), values(view["state"]["values"]), {"text": "Five words or more."}
    )
    assert answer(back, HOME, view, "C0WARD") == {
        "response_action": "errors",
        "errors": {"text.0": "Five words or more."},
    }
    assert errors(back, 2) == {"text.2": "Five words or more."}


def test_a_cleaned_text_is_drawn_anew_in_fields_of_new_ids() -> None:
    """Slack would keep showing what was typed, with the name in it."""
    view = sent(modal(form(*FIELDS), HOME, "C0WARD"), text="eMAR frozen, pt Jane Sample")
    filled = values(view["state"]["values"]) | {"text": "eMAR frozen, pt [NAME]"}
    back = with_errors(form(*FIELDS), filled, {"text": "We took out a name."})
    again = answer(back, HOME, view, "C0WARD")
    assert again["response_action"] == "update"
    old = {block["block_id"] for block in view["blocks"]}
    new = [block for block in again["view"]["blocks"] if block["type"] == "input"]
    assert not {block["block_id"] for block in new} & old
    assert new[0]["element"]["initial_value"] == "eMAR frozen, pt [NAME]"
    seen = on_screen(again["view"]["blocks"])
    assert "Not sent yet. Please look again at “What is wrong?”." in seen
    assert "Please check: We took out a name." in seen
    assert values(sent(again["view"])["state"]["values"]) == filled
    assert "Jane" not in str(again)


def test_the_same_words_taken_out_once_more_are_drawn_anew_once_more() -> None:
    view, ids = sent(modal(form(*FIELDS), HOME), text="pt Jane Sample"), set()
    for _ in range(3):
        filled = values(view["state"]["values"]) | {"text": "pt [NAME]"}
        back = with_errors(form(*FIELDS), filled, {"text": "We took out a name."})
        again = answer(back, HOME, view)["view"]
        ids.add(next(b["block_id"] for b in again["blocks"] if b["type"] == "input"))
        view = sent(again, text="pt Jane Sample")
    assert ids == {"text.1", "text.2", "text.3"}


def test_another_form_in_answer_takes_the_place_of_the_one_that_was_sent() -> None:
    view = sent(modal(form(TextField("text", "?")), HOME))
    next_page = Form(
        "Which one?", Action("concern.link", ("7",)), (TextField("text", "?", error="Say."),)
    )
    assert answer(next_page, HOME, view)["view"]["title"]["text"] == "Which one?"
    unchanged = form(TextField("text", "?"))
    assert answer(unchanged, HOME, view)["response_action"] == "update"


def test_where_no_window_opens_a_form_is_a_message_whose_button_sends_it() -> None:
    made = asked(replace(form(*FIELDS), intro=(note("Call x5100."),)), HOME)
    assert problems(made) == []
    (send,) = made.blocks[-1]["elements"]
    assert send["action_id"] == "send.0"
    assert unpack(send["value"]) == RAISE
    assert made.text.startswith("Raise a concern\nCall x5100.\nWhat is wrong?")
    assert values(sent({"blocks": made.blocks})["state"]["values"]) == FILLED


def test_a_form_too_long_for_a_message_tells_the_other_way() -> None:
    options = tuple(Option(str(n), f"Choice {n} " + "x" * 50) for n in range(200))
    made = asked(form(ChoiceField("a", "Which?", options)), HOME)
    assert problems(made) == []
    assert "As a slash command it opens in a window." in made.text
