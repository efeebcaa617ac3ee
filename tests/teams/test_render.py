"""Messages as people see them in Teams."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.teams.render import card, message, toast
from adapters.teams.size_limits import MORE, MORE_FILE
from bot.words.cards import (
    LEVELS,
    Alert,
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    File,
    Link,
    Mention,
    Message,
    Quote,
    Row,
    Table,
    facts,
    line,
    note,
)
from bot.words.events import Account, Action
from tests.contract.everything import EMPTY, EVERYTHING, HUGE, NASTY
from tests.teams import invented
from tests.teams.limits import wrong
from tests.teams.reading import actions, only, parts, text

ANA = Account("teams", "tenant", "0f1e2d3c-ana", "Ana Ruiz")
SHOW, TAKE = Action("concern.show", ("101",)), Action("concern.take", ("101",))


def shown(*blocks: Block, **more: Any) -> dict[str, Any]:
    return message(Message("C-101", blocks), **more)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(invented.messages)
def test_any_message_is_a_good_card(any_message: Message) -> None:
    assert wrong(message(any_message, opens=frozenset({"concern.show"}))) == []


@pytest.mark.parametrize("example", [EVERYTHING, EMPTY, HUGE], ids=["everything", "empty", "huge"])
def test_the_examples_are_good_cards(example: Message) -> None:
    assert wrong(message(example)) == []


def test_what_people_type_is_shown_as_they_typed_it() -> None:
    typed = "*b* _i_ [x](http://y) # h ${a} {{DATE(2026-03-08T07:05:00Z)}} <at>Ana</at> `c`"
    payload = message(Message(typed, (line(typed), Quote(typed), facts(("Said", typed)))))
    assert text(payload).count(typed) == 4
    whole = [part["text"] for part in parts(payload) if isinstance(part.get("text"), str)]
    assert not [one for one in whole if "${a" in one or "{{DATE" in one]


def test_the_title_is_a_heading_and_the_tone_is_a_word() -> None:
    urgent = message(Message("eMAR down", (), "urgent"))
    assert text(urgent) == "Urgent\neMAR down"
    assert urgent["summary"] == "Urgent: eMAR down"
    assert only(urgent, "TextBlock")[0]["style"] == "heading"


def test_the_summary_and_the_fallback_say_it_all_in_words() -> None:
    payload = message(EVERYTHING)
    fallback = payload["attachments"][0]["content"]["fallbackText"]  # type: ignore[index]
    for said in ("docs (https://intranet.example/a?b=1&c=2)", "@zed", "03:05 EDT", "3 (60 %)"):
        assert said in fallback
        assert said in str(payload["summary"])
    assert "[Yes] [No]" in fallback
    assert f"Option: {NASTY}, IT: 3" in fallback


def test_someone_of_this_tenant_is_mentioned_and_others_are_named() -> None:
    kim = Account("slack", "T0", "U1", "Kim Lee")
    payload = shown(line(Mention(ANA), " and ", Mention(kim)), tenant="tenant")
    (entity,) = payload["attachments"][0]["content"]["msteams"]["entities"]
    assert entity["text"] == "<at>Ana Ruiz</at>"
    assert entity["mentioned"] == {"id": "0f1e2d3c-ana", "name": "Ana Ruiz"}
    assert only(payload, "TextBlock")[1]["text"] == "<at>Ana Ruiz</at> and @Kim Lee"
    elsewhere = shown(line(Mention(ANA)), tenant="another")
    assert elsewhere["attachments"][0]["content"]["msteams"]["entities"] == []
    assert "@Ana Ruiz" in text(elsewhere)


def test_a_typed_mention_calls_nobody() -> None:
    payload = shown(line(Mention(ANA), " <at>Ana Ruiz</at>"))
    assert only(payload, "TextBlock")[1]["text"].count("<at>Ana Ruiz</at>") == 1


def test_two_people_of_one_name_are_two_mentions() -> None:
    other = Account("teams", "tenant", "another-ana", "Ana Ruiz")
    payload = shown(line(Mention(ANA), ", ", Mention(other), ", ", Mention(ANA)))
    entities = payload["attachments"][0]["content"]["msteams"]["entities"]
    assert [e["text"] for e in entities] == ["<at>Ana Ruiz</at>", "<at>Ana Ruiz (2)</at>"]


def test_a_button_is_executed_and_one_that_opens_something_opens_it_with_one_tap() -> None:
    row = Buttons((Button("Take", TAKE, "primary"), Button("Open", SHOW)))
    take, show = actions(shown(row, opens=frozenset({"concern.show"}), origin="reply"))
    assert (take["type"], take["style"]) == ("Action.Execute", "positive")
    assert take["data"]["action"] == ["concern.take", "101"]
    assert take["data"]["origin"] == "reply"
    assert show["type"] == "Action.Submit"
    assert show["data"]["msteams"] == {"type": "task/fetch"}


def test_an_act_that_cannot_be_undone_is_asked_about_first() -> None:
    sure = Button("Withdraw", TAKE, "danger", confirm="Withdraw C-101? IT stops working on it.")
    payload = shown(Buttons((sure,)))
    (unfolds,) = only(payload, "ActionSet")[0]["actions"]
    assert unfolds["type"] == "Action.ShowCard"
    assert "IT stops working on it." in text(unfolds["card"])
    assert [one["style"] for one in actions(payload)] == ["destructive"]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (("Just me", "My unit", "Several units"), [2, 1]),
        (("Why do we do this?", "Show me how", "Idea", "Not sure"), [1, 2, 1]),
        (("Take", "Answer", "Hold", "Fixed", "More"), [3, 2]),
        (("Wrong or missing information", "Doesn't fit our work"), [1, 1]),
    ],
)
def test_buttons_of_a_phone_are_not_cut(labels: tuple[str, ...], rows: list[int]) -> None:
    payload = shown(Buttons(tuple(Button(label, TAKE) for label in labels), "What is it?"))
    sets = [[one["title"] for one in row["actions"]] for row in only(payload, "ActionSet")]
    assert [len(row) for row in sets] == rows
    assert [title for row in sets for title in row] == list(labels)
    assert "What is it?" in text(payload)


def test_a_table_for_a_phone_has_three_columns_at_the_most() -> None:
    narrow = shown(Table(("Option", "IT"), ((("yes",), ("3",)),)))
    assert len(only(narrow, "Table")) == 1
    wide = shown(Table(("Unit", "Open", "Late", "Oldest"), ((("5W",), ("3",), ("1",), ("C-7",)),)))
    assert not only(wide, "Table")
    assert "Unit: 5W\nOpen: 3\nLate: 1\nOldest: C-7" in text(wide)


def test_a_bar_says_what_it_shows() -> None:
    assert "Yes: 6 of 10\n██████░░░░" in text(shown(Bars((Bar("Yes", 0.6, "6 of 10"),))))


def test_an_alert_is_apart_and_tells_its_level_in_a_word() -> None:
    looks = {"danger": "attention", "warning": "warning", "info": "accent"}
    for level in LEVELS:
        payload = shown(Alert(("Call 555-0199.",), level))
        assert [one["style"] for one in only(payload, "Container")] == [looks[level]]
        assert f"{LEVELS[level]}: Call 555-0199." in text(payload)


def test_a_row_has_its_button_beside_it_or_under_it() -> None:
    short = shown(Row(("C-101 eMAR",), Button("Open", SHOW)))
    long = shown(Row(("C-101 eMAR",), Button("Confirm it works", SHOW)))
    assert len(only(short, "ColumnSet")) == 1
    assert not only(long, "ColumnSet")


def test_a_link_opens_only_what_is_a_web_address() -> None:
    payload = shown(line(Link("page", "https://a.example"), Link("bad", "javascript:alert(1)")))
    page, bad = only(payload, "RichTextBlock")[0]["inlines"]
    assert page["selectAction"] == {"type": "Action.OpenUrl", "url": "https://a.example"}
    assert bad == {"type": "TextRun", "text": "bad (javascript:alert(1))"}


def test_what_is_too_long_is_cut_with_a_way_to_the_rest_and_keeps_its_buttons() -> None:
    long = shown(Quote("word " * 20_000), note("a note"), Buttons((Button("Take", TAKE),)))
    assert wrong(long) == []
    assert MORE in text(long)
    assert text(long).count("word") > 4_000
    assert [one["title"] for one in actions(long)] == ["Take"]


def test_a_long_file_ends_with_a_whole_line_and_says_who_has_all_of_it() -> None:
    lines = "\n".join(f"{n},5W,eMAR" for n in range(9_000))
    payload = shown(File("concerns.csv", "text/csv", lines))
    assert wrong(payload) == []
    assert text(payload).rstrip().endswith(f",5W,eMAR\n{MORE_FILE}")


def test_a_table_too_long_ends_after_whole_rows() -> None:
    rows = tuple((Bold(f"C-{n}"),) for n in range(5_000))
    payload = shown(Table(("Concern", "Unit"), tuple((row, ("5W",)) for row in rows)))
    assert wrong(payload) == []
    assert MORE in text(payload)
    assert "C-50" in text(payload)


def test_a_short_answer_is_a_toast_and_one_with_buttons_is_not() -> None:
    assert toast(Message("Taken", (line("Kim Lee has C-101."),))) == "Taken\nKim Lee has C-101."
    assert toast(Message("Taken", (Buttons((Button("Undo", TAKE),)),))) is None
    assert toast(Message("x" * 300)) is None


def test_the_same_message_renders_the_same() -> None:
    assert json.dumps(card(EVERYTHING)) == json.dumps(card(EVERYTHING))
