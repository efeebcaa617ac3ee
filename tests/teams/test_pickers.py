"""What Teams' own pickers begin with, and what comes back from them."""

from typing import Any

from adapters.teams.callback_data import asked, pack
from adapters.teams.door import Kind
from adapters.teams.forms import dialog
from adapters.teams.parse import pressed
from adapters.teams.parse_events import origin_of
from adapters.teams.pickers import kinds
from bot.words.cards import Form
from bot.words.events import Account, Action, Submit
from bot.words.fields import DateTimeField, Field, PeopleField, TextField, TimeField
from tests.teams.reading import parts

WHO = PeopleField("who", "Who?", "@teams|tenant|8f2c, Raj Patel", words="Or by name")
AT = DateTimeField("at", "When?", "2026-03-08T03:05-04:00", words="Or in words")


def inputs(*fields: Field) -> dict[str, dict[str, Any]]:
    page = dialog(Form("Which", Action("x.y"), fields))
    card = page["card"]["content"]  # type: ignore[index]
    return {p["id"]: p for p in parts(card) if str(p.get("type", "")).startswith("Input.")}


def sent(fields: tuple[Field, ...], **given: str) -> Submit:
    """What a dialog sends back."""
    talk = {"id": "19:w@thread.tacv2", "conversationType": "channel"}
    activity: Any = {
        "type": "invoke",
        "id": "f:1",
        "serviceUrl": "https://s.example/",
        "conversation": talk,
    }
    data = pack(Action("x.y"), do="submit") | asked(fields) | {"kinds": kinds(fields)}
    data |= {f"f.{name}": value for name, value in given.items()}
    account = Account("teams", "tenant", "me")
    event = pressed(Kind.SENT, data, activity, origin_of(activity), account).event
    assert isinstance(event, Submit)
    return event


def test_people_are_looked_for_where_the_form_stands() -> None:
    shown = inputs(WHO)
    assert shown["f.who"]["choices.data"]["dataset"].endswith("?scope=currentContext")
    assert (shown["f.who"]["value"], shown["f.who"]["isMultiSelect"]) == ("8f2c", True)
    assert shown["f.who~names"]["value"] == "Raj Patel"
    assert "isRequired" not in shown["f.who"]


def test_people_come_back_as_accounts_and_names() -> None:
    event = sent((WHO,), **{"who": "8f2c,91aa", "who~names": "Raj Patel"})
    assert event.values == {"who": "@teams|tenant|8f2c, @teams|tenant|91aa, Raj Patel"}
    assert [one.account.id for one in event.mentions] == ["8f2c", "91aa"]


def test_what_was_typed_makes_nobody_a_picked_person() -> None:
    event = sent((TextField("text", "Say"),), text="@teams|tenant|8f2c, call MRN 00482913")
    assert event.mentions == ()


def test_a_moment_is_a_day_and_a_time_on_the_clock_that_the_form_names() -> None:
    shown = inputs(AT)
    assert (shown["f.at"]["value"], shown["f.at~time"]["value"]) == ("2026-03-08", "03:05")
    assert sent((AT,), **{"at": "2026-03-08", "at~time": "03:05"}).values == {
        "at": "2026-03-08T03:05"
    }
    assert sent((AT,), **{"at": "2026-03-08", "at~words": "thu 19:30"}).values == {
        "at": "thu 19:30"
    }
    assert sent((AT,)).values == {"at": ""}


def test_a_time_of_day() -> None:
    assert inputs(TimeField("clock", "When?", "08:15"))["f.clock"]["value"] == "08:15"
    assert sent((TimeField("clock", "When?"),), clock="07:05").values == {"clock": "07:05"}
