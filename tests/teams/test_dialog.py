"""Forms as people fill them in in Teams."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings

from adapters.teams.callback_data import unpack, values
from adapters.teams.forms import dialog, inline, said
from bot.words.cards import Button, Buttons, Form, Message, line, with_errors
from bot.words.events import Action
from bot.words.fields import ChoiceField, DateField, ManyField, Option, TextField
from tests.contract.everything import FORM
from tests.teams import invented
from tests.teams.limits import wrong
from tests.teams.reading import actions, only, parts, text

RAISE = Form(
    "Raise a concern",
    Action("concern.raise", ("7",)),
    (
        TextField("text", "What is wrong?", multiline=True, limit=2000, hint="No patient names."),
        ChoiceField("kind", "Kind", (Option("slow", "Down or slow"), Option("idea", "Idea"))),
        ManyField(
            "days", "Days", (Option("mon", "Mon"), Option("tue", "Tue")), ("tue",), required=False
        ),
        DateField("until", "Until", date(2026, 3, 8), required=False),
    ),
    "Send to IT",
    (line("A patient in danger is a phone call."),),
)


def inputs(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = (part for part in parts(payload) if str(part.get("type", "")).startswith("Input."))
    return {part["id"]: part for part in found}


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(invented.forms)
def test_any_form_is_a_good_dialog_and_a_good_card(any_form: Form) -> None:
    assert wrong(dialog(any_form)) == []
    assert wrong(inline(any_form)) == []


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(invented.messages)
def test_any_message_is_a_good_page_of_a_dialog(any_message: Message) -> None:
    assert wrong(said(any_message)) == []


def test_a_form_asks_with_labels_hints_and_what_is_known() -> None:
    asked = inputs(dialog(RAISE))
    assert asked["f.text"]["isMultiline"] is True
    assert asked["f.text"]["maxLength"] == 2000
    assert asked["f.text"]["errorMessage"] == "This can't be left empty."
    assert asked["f.kind"]["style"] == "expanded"
    assert asked["f.days"]["isMultiSelect"] is True
    assert asked["f.days"]["value"] == "tue"
    assert "isRequired" not in asked["f.until"]
    assert asked["f.until"]["value"] == "2026-03-08"
    assert "No patient names." in text(dialog(RAISE))
    assert "A patient in danger is a phone call." in text(dialog(RAISE))


def test_many_choices_fold() -> None:
    assert inputs(dialog(FORM))["f.many"]["style"] == "compact"
    assert inputs(dialog(FORM))["f.many"]["value"] == "3"


def test_what_was_wrong_is_said_right_above_its_field_and_what_was_typed_stays() -> None:
    again = with_errors(RAISE, {"text": "eMAR frozen"}, {"text": "Say which screen."})
    shown = text(dialog(again))
    assert "One answer needs another look. Nothing was sent yet." in shown
    assert "Say which screen.\nWhat is wrong? eMAR frozen" in shown


def test_a_form_comes_back_as_it_was_filled_in() -> None:
    (send,) = actions(dialog(RAISE, origin="o1"))
    assert (send["type"], send["title"]) == ("Action.Submit", "Send to IT")
    sent = send["data"] | {"f.text": "eMAR frozen", "f.kind": "slow", "f.days": "tue,mon"}
    assert unpack(sent).action == RAISE.action
    assert (unpack(sent).do, unpack(sent).origin) == ("submit", "o1")
    filled = {"text": "eMAR frozen", "kind": "slow", "days": "mon,tue", "until": ""}
    assert values(sent) == filled


def test_a_form_in_a_chat_is_a_card_that_is_executed() -> None:
    payload = inline(RAISE)
    (send,) = actions(payload)
    assert send["type"] == "Action.Execute"
    assert send["data"]["origin"] == "reply"
    assert text(payload).startswith("Raise a concern")
    assert str(payload["summary"]).startswith("Raise a concern")


def test_buttons_in_a_dialog_answer_in_it() -> None:
    page = said(Message("More for C-101", (Buttons((Button("Assign", Action("concern.more")),)),)))
    assert page["title"] == "More for C-101"
    assert [one["type"] for one in actions(page)] == ["Action.Submit"]
    assert "msteams" not in actions(page)[0]["data"]


def test_a_list_too_long_for_teams_says_where_it_ends() -> None:
    options = tuple(Option(str(n), f"Unit {n} " + "x" * 200) for n in range(500))
    asked = dialog(Form("Where", Action("rooms.save"), (ChoiceField("unit", "Unit", options),)))
    assert wrong(asked) == []
    shown = len(inputs(asked)["f.unit"]["choices"])
    assert 20 < shown < 500
    assert f"Only the first {shown} are shown here" in text(asked)


def test_marks_in_the_names_of_choices_mean_nothing() -> None:
    option = Option("a", "*b* [x](http://y) `c`")
    asked = dialog(Form("Which", Action("x.y"), (ChoiceField("one", "One", (option,)),)))
    title = inputs(asked)["f.one"]["choices"][0]["title"]
    assert title == "\u200a*\u200ab\u200a*\u200a [x]\u2060(http://y) 'c'"


def test_the_wire_carries_no_field_twice() -> None:
    names = [part["id"] for part in only(dialog(FORM), "Input.Text")]
    assert names == ["f.text", "f.short", "f.who~names", "f.at~words"]
    assert wrong(dialog(FORM)) == []


def test_what_was_typed_comes_back_whole_where_there_is_room_and_fits_where_there_is_none() -> None:
    def long(each: int) -> dict[str, Any]:
        fields = (TextField(f"t{n}", "Say", "é\n" * (each // 2), limit=each) for n in range(8))
        return dialog(Form("Long", Action("x.y"), tuple(fields)))

    whole = [part["value"] for part in only(long(2_000), "Input.Text")]
    assert whole == ["é\n" * 1_000] * 8
    assert wrong(long(9_000)) == []
    assert all(len(part["value"]) > 1_000 for part in only(long(9_000), "Input.Text"))
