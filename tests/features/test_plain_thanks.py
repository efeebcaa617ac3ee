"""R31: thanks in plain words are offered as a win, and no team's side is guessed."""

import pytest

from bot.features.wins import plain_thanks
from bot.rules.team_side import side
from bot.words.cards import Form
from tests.features.test_wins import bot
from tests.harness import Bot, buttons, message, said

__all__ = ["bot"]


@pytest.mark.parametrize(
    ("words", "who", "text"),
    [
        ("thanks @Kim for the new label roll on nights", "Kim", "the new label roll on nights"),
        ("kudos to the night team: eMAR is back on 5W", "the night team", "eMAR is back on 5W"),
        (
            "Thank you so much Raj, the scanners read again",
            "Raj",
            "the scanners read again",
        ),
        ("shout-out to Ana and Raj who fixed the queue", "Ana and Raj", "fixed the queue"),
    ],
)
def test_thanks_open_the_form_of_a_win(bot: Bot, words: str, who: str, text: str) -> None:
    asked = message(bot.says("jo", words))
    assert asked.title == "Say this as a win?"
    say = next(button for button in buttons(asked) if button.label == "Say thanks")
    form = bot.presses("jo", say.action.name, *say.action.args)
    assert isinstance(form, Form)
    values = {field.id: field.value for field in form.fields}
    assert (values["who"], values["text"]) == (who, text)


@pytest.mark.parametrize("words", ["thanks", "thank you!", "thanks a lot", "the printer is broken"])
def test_what_is_no_win_is_none(words: str) -> None:
    assert plain_thanks.read(words) is None


def test_a_team_whose_side_is_not_known_is_asked_for(bot: Bot) -> None:
    form = bot.says("jo", "win Pharmacy and the night team: eMAR is back on three units")
    assert "Which side is “the night team” on?" in said(form)
    draft = bot.fills("jo", form, who="Pharmacy", it="the night team")
    assert "the night team · IT" in said(draft)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("the interface team", "it"),
        ("the service desk", "it"),
        ("our pharmacy staff", "clinical"),
        ("the night nurses", "clinical"),
        ("the night team", ""),
        ("the nursing informatics team", ""),
        ("our go-live crew", ""),
    ],
)
def test_a_name_that_tells_its_side(name: str, known: str) -> None:
    assert side(name) == known
