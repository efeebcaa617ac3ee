"""Everything that can be pressed or sent is answered by somebody."""

from collections.abc import Iterator

import pytest

from bot.cards import Block, Button, Buttons, Form, Message, Reply, Row
from bot.events import Action, Channel, Press, Submit
from bot.features import FEATURES
from bot.router import routes
from tests.harness import HOME, WARDS, Bot

TABLE = routes(FEATURES)
WORDS = (
    *("help", "home", "me", "people", "people ana", "rooms", "setup", "undelivered"),
    *("concerns", "concern", "C-101", "nonsense"),
)


def buttons(reply: Reply) -> Iterator[Button]:
    blocks: tuple[Block, ...] = ()
    if reply is not None:
        blocks = reply.intro if isinstance(reply, Form) else reply.blocks
    for block in blocks:
        match block:
            case Buttons(found):
                yield from found
            case Row(_, button):
                yield button
            case _:
                pass


def dangling(reply: Reply) -> list[str]:
    """What the reply offers and nobody answers."""
    found = [(Press, button.action.name) for button in buttons(reply)]
    forms = [(Submit, reply.action.name)] if isinstance(reply, Form) else []
    return [name for kind, name in (*found, *forms) if (kind, name) not in TABLE]


@pytest.mark.parametrize("who", ["ana", "sam", "jo", "elena", "newbie"])
def test_every_button_leads_somewhere(bot: Bot, who: str) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    newcomer = str(len(bot.cast) + 1)
    bot.says("visitor", "hello")
    replies = [bot.says(who, words) for words in WORDS]
    replies.append(bot.says("jo", "setup", Channel("slack", HOME["slack"], "new")))
    names = ("show", "change", "remove", "back")
    replies += [bot.presses("jo", f"people.{name}", newcomer) for name in names]
    seen = 0
    for reply in replies:
        assert dangling(reply) == []
        seen += len(list(buttons(reply)))
        for button in buttons(reply):
            asked = bot.presses(who, button.action.name, *button.action.args)
            assert dangling(asked) == []
    assert seen > 10


def test_the_walk_sees_what_is_missing() -> None:
    lost = Buttons((Button("Nowhere", Action("no.where")),))
    assert dangling(Message("Lost", (lost,))) == ["no.where"]
    assert dangling(Form("Lost", Action("no.form"), (), intro=(lost,))) == ["no.where", "no.form"]
