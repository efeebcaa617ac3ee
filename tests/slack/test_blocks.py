"""Each word as people see it in Slack."""

from typing import Any

from adapters.slack.blocks import title
from adapters.slack.render import message, reply
from bot.words.cards import (
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    File,
    Heading,
    Link,
    Message,
    Quote,
    Row,
    Table,
    Tone,
    facts,
    line,
    note,
)
from bot.words.events import Action
from tests.contract.slack_rig import on_screen
from tests.slack.limits import problems
from tests.slack.words import HOME

TAKE = Action("concern.take", ("101",))


def drawn(*blocks: Block, title: str = "", tone: Tone = "plain") -> list[dict[str, Any]]:
    return message(Message(title, blocks, tone), HOME).blocks


def only(block: Block) -> dict[str, Any]:
    (made,) = drawn(block)
    return made


def aloud(*blocks: Block, title: str = "", tone: Tone = "plain") -> str:
    return message(Message(title, blocks, tone), HOME).text


def test_a_title_tells_the_tone_in_words() -> None:
    tones: tuple[Tone, ...] = ("urgent", "warning", "good", "plain")
    shown = [aloud(title="C-101", tone=tone) for tone in tones]
    assert shown == ["Urgent: C-101", "C-101", "C-101", "C-101"]
    assert aloud(title=" ", tone="urgent") == "There is nothing to show."


def test_a_long_title_goes_on_below() -> None:
    header, rest, _ = drawn(note("x"), title="word " * 40)
    assert header["text"]["text"].endswith("word …")
    assert rest["elements"][0]["elements"][0]["text"].startswith("… word")
    assert len(title("x" * 150)) == 1
    assert len(title("x" * 151)) == 2


def test_a_title_of_several_lines_is_one_line() -> None:
    assert drawn(note("x"), title="a\nb  c")[0]["text"]["text"] == "a b c"


def test_a_title_alone_is_a_sentence_and_no_heading() -> None:
    """A refusal is the commonest: it was a heading of two hundred letters, cut in the middle."""
    (said,) = drawn(title="Only IT can do that. " * 12)
    assert said["type"] == "rich_text"
    assert [block["type"] for block in drawn(title="C-101 needs you", tone="urgent")] == ["header"]


def test_a_heading_is_bold_and_a_quote_keeps_its_lines() -> None:
    assert only(Heading("Late"))["elements"][0]["elements"][0]["style"] == {"bold": True}
    quote = only(Quote("a\nb"))["elements"][0]
    assert quote["type"] == "rich_text_quote"
    assert quote["elements"] == [{"type": "text", "text": "a\nb"}]
    assert aloud(Quote("a\nb")) == "“a\nb”"


def test_facts_are_a_line_each() -> None:
    assert aloud(facts(("Owner", "Kim"), ("Due", (Bold("soon"), "!")), ("", "none"))) == (
        "Owner: Kim\nDue: soon!\nnone"
    )


def test_a_note_is_small_and_one_with_typed_stars_and_a_link_is_a_line() -> None:
    link = Link("docs", "https://x.example")
    assert only(note("plain *b*"))["type"] == "context"
    assert only(note("see ", link))["type"] == "context"
    assert only(note("*b* ", link))["type"] == "rich_text"


def test_a_long_text_is_read_aloud_without_a_break() -> None:
    made = message(Message("", (line("x" * 3500),)), HOME)
    assert len(made.blocks) == 2
    assert made.text == "x" * 3500


def test_a_long_text_leaves_no_empty_block_before_or_behind_it() -> None:
    for text in (" ", "x" * 3000), ("x" * 3000, "\n" * 2000), ("\n" * 9000, "x"):
        made = message(Message("", (line(*text),)), HOME)
        assert problems(made) == []
        assert len(made.blocks) == 1


def test_what_says_nothing_takes_no_room() -> None:
    blank = (line(""), line(" \n"), note(" "), Quote(""), Heading(" "), facts(), Buttons(()))
    assert [block["type"] for block in drawn(*blank, line("a"))] == ["rich_text"]


def test_a_row_has_its_button_beside_it_and_says_which_it_is() -> None:
    made = only(Row(("C-101 · late",), Button("Open", TAKE)))
    assert made["type"] == "section"
    assert made["text"]["text"] == "C-101 · late"
    assert made["accessory"]["text"]["text"] == "Open"
    assert made["accessory"]["accessibility_label"] == "Open: C-101 · late"


def test_a_long_row_has_its_button_below() -> None:
    made = drawn(Row(("long " * 500,), Button("Open", TAKE)))
    assert [block["type"] for block in made] == ["rich_text", "actions"]


def test_buttons_stand_five_in_a_row_below_what_they_answer() -> None:
    many = tuple(Button(f"B{n}", TAKE) for n in range(7))
    label, five, two = drawn(Buttons(many, "Who is stuck?"))
    assert on_screen([label]).strip() == "Who is stuck?"
    assert [len(row["elements"]) for row in (five, two)] == [5, 2]


def test_an_act_that_cannot_be_undone_asks_first() -> None:
    sure = Button("Withdraw", TAKE, "danger", confirm="It is gone for everyone.")
    (made,) = drawn(Buttons((sure,)))[0]["elements"]
    assert made["style"] == "danger"
    asked = {name: made["confirm"][name]["text"] for name in ("title", "text", "confirm", "deny")}
    assert asked == {
        "title": "Withdraw",
        "text": "It is gone for everyone.",
        "confirm": "Withdraw",
        "deny": "Go back",
    }
    (plain,) = drawn(Buttons((Button("Take", TAKE),)))[0]["elements"]
    assert "confirm" not in plain
    assert "style" not in plain


def test_what_a_button_cannot_hold_stands_above_it() -> None:
    seen = on_screen(drawn(Buttons((Button("word " * 20, TAKE, confirm="sure " * 80),))))
    assert ("word " * 20).strip() in seen
    assert ("sure " * 80).strip() in seen


def test_the_first_table_is_slacks_own_and_the_next_is_told_row_by_row() -> None:
    table = Table(("Option", "IT"), ((("Yes",), ("3",)), (("No",), (Bold("0"),))))
    first, second = drawn(table, table)
    assert first["type"] == "table"
    assert [cell["text"] for cell in first["rows"][0]] == ["Option", "IT"]
    assert all(setting["is_wrapped"] for setting in first["column_settings"])
    assert on_screen([second]).strip() == "Option: Yes, IT: 3\nOption: No, IT: 0"
    assert aloud(table) == "Option: Yes, IT: 3\nOption: No, IT: 0"


def test_a_table_too_large_for_slack_is_told_row_by_row() -> None:
    wide = Table(tuple(f"c{n}" for n in range(21)), (tuple((f"v{n}",) for n in range(21)),))
    assert "c20: v20" in aloud(wide)
    long = Table(("n",), tuple(((str(n),),) for n in range(120)))
    assert "n: 119" in aloud(long)
    assert aloud(Table(("Option", "IT"), ())) == "Option, IT"
    assert aloud(Table((), ())) == "There is nothing to show."


def test_a_table_that_is_long_to_read_aloud_or_heavy_is_told_row_by_row() -> None:
    """As one block it could be neither split into parts nor shortened."""
    named = Table(("column " * 40,), tuple(((str(n),),) for n in range(20)))
    heavy = Table(("a", "b"), tuple(((Bold("c"),), (Bold("d"),)) for _ in range(98)))
    for table in (named, heavy):
        made = [block for part in reply(Message("", (table,)), HOME) for block in part.blocks]
        assert {block["type"] for block in made} == {"rich_text"}
        assert all(problems(part) == [] for part in reply(Message("", (table,)), HOME))


def test_buttons_that_carry_much_stand_in_more_rows() -> None:
    much = Action("concern.take", ("x" * 1900,))
    heavy = tuple(Button(f"B{n}", much, confirm="sure " * 60) for n in range(5))
    parts = reply(Message("", (Buttons(heavy),)), HOME)
    assert all(problems(part) == [] for part in parts)
    rows = [block for part in parts for block in part.blocks]
    assert sum(len(row["elements"]) for row in rows) == 5


def test_an_empty_cell_shows_that_it_is_empty() -> None:
    assert only(Table(("a",), (((),),)))["rows"][1][0] == {"type": "raw_text", "text": "-"}


def test_bars_line_up_and_say_what_they_show() -> None:
    bars = Bars((Bar("Yes", 0.6, "3 (60 %)"), Bar("No", 0, "0"), Bar("All", 7, "9")))
    assert on_screen([only(bars)]).strip().split("\n") == [
        "██████░░░░ Yes: 3 (60 %)",
        "░░░░░░░░░░ No: 0",
        "██████████ All: 9",
    ]


def test_bars_are_read_aloud_without_their_drawing() -> None:
    told = aloud(Bars((Bar("Yes", 0.6, "3 (60 %)"), Bar("No", 0, "0"))))
    assert [one.strip() for one in told.split("\n")] == ["Yes: 3 (60 %)", "No: 0"]


def test_a_file_is_its_text_under_its_name() -> None:
    name, content = drawn(File("concerns.csv", "text/csv", "a,b\r\n1,2"))
    assert on_screen([name]).strip() == "concerns.csv"
    assert content["elements"][0]["type"] == "rich_text_preformatted"
    assert on_screen([content]).strip() == "a,b\n1,2"


def test_buttons_alone_are_named_in_the_notification() -> None:
    assert aloud(Buttons((Button("Yes", TAKE), Button("No", TAKE)))) == "Yes, No"
