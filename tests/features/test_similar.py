"""Which concerns sound alike: enough to catch the same printer, not so much as to catch any."""

import pytest

from tests.harness import WARDS, Bot, said

FIRST = "label printer on 5 West prints blank labels"


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("label printer prints blank on 5 West", True),
        ("5 West label printer: blank labels again", True),
        ("blank labels from the label printer", True),
        ("why do we chart pain twice", False),
        ("badge tap fails at the med room", False),
        ("scanner battery is dead in bay 2", False),
    ],
)
def test_similar(bot: Bot, text: str, alike: bool) -> None:
    bot.says("ana", f"concern {FIRST}", WARDS["5W"])
    receipt = said(bot.says("ben", f"concern {text}", WARDS["5W"]))
    assert ("It may be known already" in receipt) is alike


def test_another_unit_with_another_system_is_not_compared(bot: Bot) -> None:
    bot.says("ana", "concern the thing by the door is odd", WARDS["5W"])
    receipt = said(bot.says("mia", "concern the thing by the door is odd", WARDS["ICU"]))
    assert "It may be known already" not in receipt
