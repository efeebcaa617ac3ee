"""What people type, as Teams delivers it."""

import pytest

from adapters.teams.text import plain_html, typed

BOT, ANA = "28:corridor", "29:ana"


def said(text: str, *mentioned: tuple[str, str], **more: object) -> str:
    entities = [
        {"type": "mention", "text": spelt, "mentioned": {"id": who}} for who, spelt in mentioned
    ]
    return typed({"text": text, "recipient": {"id": BOT}, "entities": entities, **more})


def test_the_mention_of_the_bot_is_not_part_of_what_was_said() -> None:
    spelt = (BOT, "<at>Corridor</at>")
    assert said("<at>Corridor</at> concern eMAR frozen\n", spelt) == "concern eMAR frozen"
    assert said("Hey <at>Corridor</at>, help", spelt) == "Hey, help"
    twice = ("<at>Corridor</at>", "<at>Corridor</at>")
    assert (
        said(" ".join(twice) + " concern dead", (BOT, twice[0]), (BOT, twice[1])) == "concern dead"
    )


@pytest.mark.parametrize("spelt", ['<at id="0">Corridor</at>', "<at>Corridor bot</at>"])
def test_a_tag_that_its_entity_spells_otherwise_is_the_bots_all_the_same(spelt: str) -> None:
    assert (
        said(f"{spelt}: concern eMAR frozen", (BOT, "<at>Corridor</at>")) == "concern eMAR frozen"
    )


def test_other_people_stay_by_name() -> None:
    both = (BOT, "<at>Corridor</at>"), (ANA, "<at>Kim Lee</at>")
    said_so = said("<at>Corridor</at> assign C-101 <at>Kim Lee</at>", *both)
    assert said_so == "assign C-101 @Kim Lee"


def test_someone_who_is_called_like_the_bot_is_not_taken_out() -> None:
    assert said("<at>Corridor</at> help", (ANA, "<at>Corridor</at>")) == "@Corridor help"


def test_spaces_of_every_kind_are_spaces_and_lines_stay() -> None:
    assert said("concern\u00a0\u00a0eMAR&nbsp;frozen \r\nsince 3\u200b") == (
        "concern eMAR frozen\nsince 3"
    )


def test_signs_that_look_like_markup_stay() -> None:
    assert said("SpO2 < 90 & rising, a <b or c> d &lt;5") == "SpO2 < 90 & rising, a <b or c> d <5"


def test_a_message_in_markup_is_read_as_its_words() -> None:
    marked = "<p>eMAR <b>frozen</b></p><p>since&nbsp;3</p>"
    assert said(marked, textFormat="xml") == "eMAR frozen\n\nsince 3"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<div><div>Printer <i>dead</i></div></div>", "Printer dead"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ('<at id="0">Kim Lee</at> look <emoji alt="🙂"></emoji>', "@Kim Lee look 🙂"),
        ('see <attachment id="1">secret</attachment> here', "see here"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<script>alert(1)</script>x", "x"),
        ("5 &lt; 7 &amp; 3 < 4", "5 < 7 & 3 < 4"),
        ("", ""),
    ],
)
def test_the_body_of_a_message_is_its_words(body: str, words: str) -> None:
    assert plain_html(body) == words


@pytest.mark.parametrize(
    "activity", [{}, {"text": None}, {"text": 7}, {"text": "x", "entities": "y"}]
)
def test_an_activity_without_words_says_nothing_wrong(activity: dict[str, object]) -> None:
    assert typed(activity) in {"", "x"}
