"""R32: what people type is read the same way, whatever stands around our words."""

import pytest

from bot.core.router import routes
from bot.core.typed_text import spoken
from bot.features import FEATURES
from bot.words.events import Account, Channel, Command
from bot.words.typed import addressed, first_word, plain_marks, readable

HERE, SAM = Channel("slack", "T0", "C0"), Account("slack", "T0", "sam")
TABLE = routes(FEATURES)


def read(text: str) -> tuple[str, str]:
    event = Command("e1", HERE, SAM, *first_word(addressed(text)))
    found = spoken(event, lambda verb: (Command, verb) in TABLE)
    return found.verb, found.rest


WORDS = "printer on 5W is dark"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "concern {}",
            "Concern: {}",
            "concern, {}",
            "CONCERN - {}",
            "concern \u2014 {}",
            "*concern* {}",
        ),
        *(
            "\u200bconcern {}",
            "\ufeffconcern {}",
            "concern\u00a0{}",
            "concern\u2009{}",
            "concern\t{}",
        ),
        *(
            "\uff43\uff4f\uff4e\uff43\uff45\uff52\uff4e {}",
            "_concern_ {}",
            "`concern` {}",
            "/concern {}",
        ),
        *(
            "\u2022 concern {}",
            "1. concern {}",
            "- concern {}",
            "> concern {}",
            "concern:{}",
            "(concern) {}",
        ),
        *("hey concern {}", "hi, concern: {}", "please concern {}", "could you please raise {}"),
        *(
            "con\u200dcern {}",
            "\u201cconcern\u201d {}",
            "concern; {}",
            "a) concern {}",
            "ok so concern {}",
        ),
    ],
)
def test_a_verb_is_found_whatever_stands_around_it(typed: str) -> None:
    verb, rest = read(typed.format(WORDS))
    assert (verb in {"concern", "raise"}, rest) == (True, WORDS)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "C-101",
            "c-101",
            "C101",
            "C\u2013101",
            "C\u2014101",
            "C\u2011101",
            "#C-101",
            "(C-101)",
            "C-101?",
        ),
        *(
            "C-101.",
            "c 101",
            "what's C-101?",
            "what\u2019s up with C-101?",
            "show me C-101",
            "#101",
        ),
        *(
            "status of C-101",
            "where is C-101?",
            "any news on C-101?",
            "hey C-101",
            "*C-101*",
            "C-101:",
        ),
    ],
)
def test_a_number_is_found_as_people_write_it(typed: str) -> None:
    assert read(typed) == ("show", "C-101")


@pytest.mark.parametrize(
    ("typed", "verb", "rest"),
    [
        ("C-101, still slow today", "show", "C-101 still slow today"),
        ("C-101: still slow", "show", "C-101 still slow"),
        ("C\u2013101 \u2014 still slow", "show", "C-101 still slow"),
        ("poll: Ready? | Yes | No", "poll", "Ready? | Yes | No"),
        ("poll \u2014anonymous Ready? | Yes", "poll", "\u2014anonymous Ready? | Yes"),
        ("help!", "help", ""),
        ("Help?", "help", ""),
        ("me?", "me", ""),
        ("home.", "home", ""),
        ("help polls", "help", "polls"),
        ("hi", "hi", ""),
        ("hey there!", "help", ""),
        ("note: C-101 vendor broke it", "note", "C-101 vendor broke it"),
        ("IT only: C-101 vendor broke it", "note", "C-101 vendor broke it"),
        ("p-103", "poll", "P-103"),
        ("can you raise a concern: the scanner is dead", "concern", "the scanner is dead"),
    ],
)
def test_other_spellings(typed: str, verb: str, rest: str) -> None:
    assert read(typed) == (verb, rest)


@pytest.mark.parametrize(
    "typed",
    [
        "hey the printer in 4W is dark",
        "help! the printer is on fire",
        "help the printer on 5W is on fire",
        "P1: all carts are frozen",
        "the scanner on 5W is dead",
        "conversion of units is wrong",
        "good morning, the eMAR is slow",
        "- the printer is dead",
        "hello nurse call is down in 12",
    ],
)
def test_a_sentence_stays_as_it_was_typed(typed: str) -> None:
    assert read(typed) == ("", typed)


def test_marks_are_plain_in_a_text_of_the_same_length() -> None:
    typed = "\u201cReady?\u201d \uff5c Yes \u2014 now \u2018it\u2019s\u2019"
    assert plain_marks(typed) == "\"Ready?\" | Yes - now 'it's'"
    assert len(plain_marks(typed)) == len(typed)


def test_what_shapes_letters_and_emoji_stays() -> None:
    for kept in (
        "\U0001f469\u200d\u2695\ufe0f",
        "\u0645\u06cc\u200c\u0631\u0648\u0645",
        "1\ufe0f\u20e3",
        "two\nlines",
    ):
        assert readable(kept) == kept
