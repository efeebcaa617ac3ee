"""The plain note that closes a concern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.closing_notes import SAYS_NOTHING, TOO_SHORT, plain_note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "resolved",
        "Done.",
        "works now",
        "eMAR is back up",
        "fixed \U0001f389 \U0001f389 \U0001f389 \U0001f389 \U0001f389",
        "printer back :tada: :tada: :tada: :tada:",
        "1\ufe0f\u20e3 2\ufe0f\u20e3 3\ufe0f\u20e3 4\ufe0f\u20e3 5\ufe0f\u20e3",
        "- . ! ? ... -- \u2014 |",
        "\u5df2\u4fee\u590d",
        "\u200b\u200b \u200b \u200b \u200b \u200b",
    ],
)
def test_fewer_than_five_words_are_no_note(text: str) -> None:
    assert plain_note(text) == TOO_SHORT


@pytest.mark.parametrize(
    "text",
    [
        "resolved resolved resolved resolved resolved",
        "Issue has been resolved, closing this ticket.",
        "Done/fixed/closed/completed/OK",
        "It works now. Thank you all!",
        "1 2 3 4 5 6",
        "\uff26\uff29\uff38\uff25\uff24 and done and closed now",
    ],
)
def test_words_that_say_nothing_are_no_note(text: str) -> None:
    assert plain_note(text) == SAYS_NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "eMAR screens on 5W, ICU and ED load again; cache rebuilt; please try your next med pass",
        "Label printer 3 prints again",
        "La impresora de 5W ya imprime",
        "\u041f\u0440\u0438\u043d\u0442\u0435\u0440 \u0432 \u0440\u0435\u0430\u043d\u0438\u043c\u0430\u0446\u0438\u0438 \u0441\u043d\u043e\u0432\u0430 \u043f\u0435\u0447\u0430\u0442\u0430\u0435\u0442",
        "\u0627\u0644\u0637\u0627\u0628\u0639\u0629 \u062a\u0639\u0645\u0644 \u0627\u0644\u0622\u0646 \u0641\u064a \u0627\u0644\u0648\u062d\u062f\u0629",
        "5W\u6253\u5370\u673a\u5df2\u6062\u590d\uff0c\u8bf7\u91cd\u65b0\u6253\u5370\u6807\u7b7e",
        "\u0e40\u0e04\u0e23\u0e37\u0e48\u0e2d\u0e07\u0e1e\u0e34\u0e21\u0e1e\u0e4c\u0e43\u0e0a\u0e49\u0e44\u0e14\u0e49\u0e41\u0e25\u0e49\u0e27\u0e01\u0e23\u0e38\u0e13\u0e32\u0e25\u0e2d\u0e07\u0e2d\u0e35\u0e01\u0e04\u0e23\u0e31\u0e49\u0e07",
    ],
)
def test_a_note_that_says_what_works_again_is_good_in_any_script(text: str) -> None:
    assert plain_note(text) is None


def test_marks_do_not_split_a_word() -> None:
    assert (
        plain_note("\u092a\u094d\u0930\u093f\u0902\u091f\u0930 \u0920\u0940\u0915 \u0939\u0948")
        == TOO_SHORT
    )


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert plain_note(text) in {None, TOO_SHORT, SAYS_NOTHING}
