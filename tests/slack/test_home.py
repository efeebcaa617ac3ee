"""The home tab, and windows that only tell something."""

from adapters.slack.callback_data import unpack
from adapters.slack.home import home, said, skeleton
from bot.words.cards import Button, Buttons, Message, Row, line
from bot.words.events import Action
from tests.contract.slack_rig import on_screen
from tests.slack.limits import problems
from tests.slack.words import HOME

OPEN = Button("Open", Action("concern.show", ("101",)))
RAISE = Buttons((Button("Raise a concern", Action("concern.new"), "primary"),))


def test_the_home_tab_shows_everything_that_a_message_would() -> None:
    view = home(Message("Kim Lee", (Row(("C-101",), OPEN), RAISE)), HOME)
    assert view["type"] == "home"
    assert [block["type"] for block in view["blocks"]] == ["header", "section", "actions"]


def test_a_home_of_more_than_a_hundred_rows_keeps_what_can_be_done_there() -> None:
    view = home(Message("Kim Lee", (*(Row((f"C-{n}",), OPEN) for n in range(150)), RAISE)), HOME)
    assert problems(view) == []
    seen = on_screen(view["blocks"])
    assert "Raise a concern" in seen
    assert "C-90" in seen
    assert "Show all" in seen


def test_a_short_message_in_a_window_says_its_title_once() -> None:
    view = said(Message("C-101 is with IT", (line("They answer by 03:20 EDT."),)), HOME)
    assert view["title"]["text"] == "C-101 is with IT"
    assert on_screen(view["blocks"]).strip() == "They answer by 03:20 EDT."
    assert view["close"]["text"] == "Close"
    assert "submit" not in view


def test_a_title_that_is_cut_or_has_a_tone_is_told_whole_inside() -> None:
    told = (line("Done"),)
    view = said(Message("Please edit or delete your message", told, tone="urgent"), HOME)
    assert view["title"]["text"] == "Please edit or delete…"
    assert view["blocks"][0]["text"]["text"] == "Urgent: Please edit or delete your message"
    assert on_screen(said(Message("Done"), HOME)["blocks"]).strip() == "Done"


def test_a_long_message_has_pages_that_lead_to_each_other() -> None:
    shown = Message("History", tuple(line(f"line {n}") for n in range(250)))
    first, second, third = (said(shown, HOME, n, "C1 17.5") for n in range(3))
    assert all(view["private_metadata"] == "C1 17.5" for view in (first, second, third))
    assert "Page 1 of 3" in on_screen(first["blocks"])
    steps = [
        [unpack(b["value"]).args for b in v["blocks"][-1]["elements"]]
        for v in (first, second, third)
    ]
    assert steps == [[("1",)], [("0",), ("2",)], [("1",)]]
    assert "line 249" in on_screen(third["blocks"])


def test_a_page_that_is_not_there_is_the_nearest_one() -> None:
    shown = Message("Done", (line("x"),))
    assert said(shown, HOME, 7) == said(shown, HOME, -1) == said(shown, HOME)


def test_a_window_opens_at_once_and_says_that_it_loads() -> None:
    view = skeleton("Raise a concern about the printer")
    assert problems(view) == []
    assert on_screen(view["blocks"]).strip() == "Loading…"
