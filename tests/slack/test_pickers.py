"""What Slack's own pickers begin with, and what comes back from them."""

from typing import Any

from adapters.slack.forms import answer, modal, values
from adapters.slack.parse import submission
from adapters.slack.workspaces import Bot
from bot.words.cards import Form
from bot.words.events import Account, Action, Channel, Submit
from bot.words.fields import (
    DateTimeField,
    Field,
    PeopleField,
    RoomOption,
    RoomsField,
    TextField,
    TimeField,
)
from bot.words.picked import picked_people

HOME = "T0HOSPITAL"
KIM = Account("slack", HOME, "U0KIM")
BOT = Bot(HOME, HOME, "U0BOT", "B0", "xoxb")
ROOMS = tuple(RoomOption(Channel("slack", HOME, f"C{n}"), f"room {n}") for n in range(10))
WARD = RoomOption(Channel("teams", "tenant", "19:w"), "5 West (Teams)")


def inputs(*fields: Field) -> dict[str, dict[str, Any]]:
    """The elements of a window by the ends of their ids."""
    blocks = modal(Form("Which", Action("x.y"), fields), HOME)["blocks"]
    return {b["block_id"].rpartition(".")[0]: b for b in blocks if b["type"] == "input"}


def sent(**given: Any) -> dict[str, str]:
    return values({f"{name}.0": {"given": one} for name, one in given.items()}, HOME)


def test_people_are_picked_and_whom_slack_can_not_pick_is_typed() -> None:
    shown = inputs(
        PeopleField("who", "Who?", "@slack|T0HOSPITAL|U0KIM, Raj Patel", words="Or by name")
    )
    assert shown["who"]["element"]["initial_users"] == ["U0KIM"]
    assert shown["who"]["optional"] is True
    assert shown["who~names"]["element"]["initial_value"] == "Raj Patel"
    back = sent(
        **{
            "who": {"type": "multi_users_select", "selected_users": ["U0KIM", "U0SAM"]},
            "who~names": {"type": "plain_text_input", "value": " Raj Patel, "},
        }
    )
    assert back == {"who": "@slack|T0HOSPITAL|U0KIM, @slack|T0HOSPITAL|U0SAM, Raj Patel"}


def test_one_person_is_one() -> None:
    (shown,) = inputs(PeopleField("who", "Who?", picked_people([KIM]), several=False)).values()
    assert shown["element"]["initial_user"] == "U0KIM"
    assert sent(who={"type": "users_select", "selected_user": "U0KIM"}) == {
        "who": "@slack|T0HOSPITAL|U0KIM"
    }
    assert sent(who={"type": "users_select", "selected_user": None}) == {"who": ""}


def test_a_moment_comes_back_with_its_offset_and_words_count_before_it() -> None:
    shown = inputs(DateTimeField("at", "When?", "2026-03-08T03:05-04:00", words="Or in words"))
    assert shown["at"]["element"]["initial_date_time"] == 1772953500
    picked = {"type": "datetimepicker", "selected_date_time": 1772953500}
    assert sent(at=picked) == {"at": "2026-03-08T07:05+00:00"}
    typed = {"type": "plain_text_input", "value": "thu 19:30"}
    assert sent(**{"at": picked, "at~words": typed}) == {"at": "thu 19:30"}
    nothing = {"type": "datetimepicker", "selected_date_time": None}
    assert sent(at=nothing) == {"at": ""}


def test_words_that_are_no_moment_stand_in_the_text_beside_it() -> None:
    shown = inputs(DateTimeField("at", "When?", "thursday-ish", words="Or in words"))
    assert "initial_date_time" not in shown["at"]["element"]
    assert shown["at~words"]["element"]["initial_value"] == "thursday-ish"


def test_a_time_of_day() -> None:
    (shown,) = inputs(TimeField("clock", "When?", "08:15")).values()
    assert shown["element"]["initial_time"] == "08:15"
    (odd,) = inputs(TimeField("clock", "When?", "8 o'clock")).values()
    assert "initial_time" not in odd["element"]
    assert sent(clock={"type": "timepicker", "selected_time": "07:05"}) == {"clock": "07:05"}


def test_few_rooms_are_ticked_and_many_are_picked_where_they_are_of_this_workspace() -> None:
    few = inputs(RoomsField("rooms", "Where?", (ROOMS[0], WARD), (WARD.value,)))
    assert [few["rooms"]["element"]["type"], len(few)] == ["checkboxes", 1]
    many = inputs(RoomsField("rooms", "Where?", (*ROOMS, WARD), (ROOMS[3].value, WARD.value)))
    assert many["rooms"]["element"]["initial_conversations"] == ["C3"]
    elsewhere = many["rooms~elsewhere"]["element"]
    assert [one["value"] for one in elsewhere["initial_options"]] == [f"0:{WARD.value}"]
    back = sent(
        **{
            "rooms": {"type": "multi_conversations_select", "selected_conversations": ["C3"]},
            "rooms~elsewhere": {
                "type": "checkboxes",
                "selected_options": [{"value": f"0:{WARD.value}"}],
            },
        }
    )
    assert set(back["rooms"].split(",")) == {ROOMS[3].value, WARD.value}


def test_what_was_typed_makes_nobody_a_picked_person() -> None:
    view = modal(Form("Which", Action("x.y"), (TextField("text", "Say"),)), HOME)
    typed = {"type": "plain_text_input", "value": "@slack|T0HOSPITAL|U0KIM, call MRN 00482913"}
    picked = {"type": "multi_users_select", "selected_users": ["U0SAM"]}
    state = {"text.0": {"given": typed}, "who.0": {"given": picked}}
    body = {"user": {"id": "U0JO", "team_id": HOME}, "view": view | {"state": {"values": state}}}
    event = submission(body, BOT).event
    assert isinstance(event, Submit)
    assert [one.account.id for one in event.mentions] == ["U0SAM"]


def test_wrong_at_its_picker_where_nothing_else_has_changed() -> None:
    field = PeopleField("who", "Who?", "@slack|T0HOSPITAL|U0KIM", words="Or by name", error="No.")
    form = Form("Which", Action("x.y"), (field,))
    view = modal(form, HOME)
    picked = {"type": "multi_users_select", "selected_users": ["U0KIM"]}
    state = {"who.0": {"given": picked}, "who~names.0": {"given": {"type": "plain_text_input"}}}
    told = answer(form, HOME, view | {"state": {"values": state}})
    assert told == {"response_action": "errors", "errors": {"who.0": "No."}}
