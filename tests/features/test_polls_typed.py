"""R33: a poll that was meant without names never opens with them because of a dash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.features.polls.parse_line import DOUBT, read
from bot.words.refusal import Refused
from tests.harness import WARDS, Bot, said

ASKED = {"question": "Ready?", "options": "Yes\nNo"}


@pytest.mark.parametrize(
    "behind",
    [
        *(
            "--anonymous",
            "\u2014anonymous",
            "\u2013anonymous",
            "\u2014\u2014anonymous",
            "-- anonymous",
        ),
        *(
            "\u2013 \u2013 anonymous",
            "\u2014 anonymous",
            "-anonymous",
            "- anonymous",
            "\u2212\u2212anonymous",
        ),
        *(
            "(anonymous)",
            "[anonymous]",
            ", anonymous",
            "| anonymous",
            "--Anonymous",
            "--anon",
            "-anon",
        ),
        *("- anonymos", "--annonymous", "\u2014anonymously", "- secret", "--secret", "(no names)"),
        *(
            "\u2e3a anonymous",
            "\u2010anonymous",
            "\ufe63\ufe63anonymous",
            "(anonymously)",
            "- confidential",
        ),
    ],
)
def test_whatever_says_without_names_is_without_names(behind: str) -> None:
    assert read(f"Ready? | Yes | No {behind}") == ASKED | {"more": "anonymous"}


@pytest.mark.parametrize(
    "front", ["--anonymous", "\u2014anonymous", "(anonymous)", "--anonymous |"]
)
def test_it_may_stand_before_the_question(front: str) -> None:
    assert read(f"{front} Ready? | Yes | No") == ASKED | {"more": "anonymous"}


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "Ready? | Yes | No",
            "Ready?\uff5cYes\uff5cNo",
            "Ready? \u00a6 Yes \u00a6 No",
            "Ready? Yes / No",
        ),
        *("Ready?; Yes; No", "Ready? Yes, No", "\u201cReady?\u201d \u201cYes\u201d \u201cNo\u201d"),
        *(
            "\u2018Ready?\u2019 \u2018Yes\u2019 \u2018No\u2019",
            "\u00abReady?\u00bb \u00abYes\u00bb \u00abNo\u00bb",
        ),
        *(
            "\u201eReady?\u201c \u201eYes\u201c \u201eNo\u201c",
            "\u201cReady?\u201d | Yes | No",
            '"Ready?" "Yes" "No"',
        ),
        *(
            "Ready?\n\u2022 Yes\n\u2022 No",
            "Ready?\n1. Yes\n2. No",
            "Ready?\n- Yes\n- No",
            "Ready?\na) Yes\nb) No",
        ),
    ],
)
def test_answers_are_read_as_people_list_them(typed: str) -> None:
    assert read(typed) == ASKED


def test_what_is_part_of_an_answer_stays() -> None:
    assert read("Use `a|b`? | Yes | No")["question"] == "Use `a|b`?"
    assert read("Which? | in - house | out")["options"] == "in - house\nout"
    assert read("Can't you log in? | don't | won't")["options"] == "don't\nwon't"


def test_what_may_be_meant_otherwise_is_said() -> None:
    assert "“- afternoon” as part of the answer" in read("When? | Mon | Tue - afternoon")[DOUBT]
    assert "this poll is with names" in read("Should reports be anonymous? | Yes | No")[DOUBT]
    with pytest.raises(Refused, match="I don't know “--foo”"):
        read("Ready? | Yes | No --foo")


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "bot.db", previews=True)
    yield bot
    bot.end()


def test_the_asker_reads_how_it_was_understood_before_it_opens(bot: Bot) -> None:
    shown = said(bot.says("ben", "poll Ready? | Yes | No \u2014\u2014 anonymous", WARDS["5W"]))
    assert shown.startswith("Not open yet")
    assert "anonymous" in shown
    doubtful = said(bot.says("ben", "poll When? | Mon | Tue \u2013 early", WARDS["5W"]))
    assert "as part of the answer" in doubtful
    assert bot.posts(WARDS["5W"]) == []
