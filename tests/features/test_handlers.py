"""Everything that can be pressed or sent is answered by somebody."""

import pytest

from bot.core.router import opening, routes
from bot.features import FEATURES
from bot.words.cards import Button, Buttons, Form, Message, Reply
from bot.words.events import Action, Channel, Press, Submit
from tests.harness import HOME, TRIAGE, WARDS, Bot, buttons

TABLE = routes(FEATURES)
OPENS = opening(TABLE)
WORDS = (
    *("help", "home", "me", "people", "people ana", "rooms", "setup", "undelivered"),
    *("concerns", "concern", "C-101", "nonsense", "oncall", "oncall Kim tonight"),
)


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
            assert not isinstance(asked, Form) or button.action.name in OPENS
    assert seen > 10


def test_every_card_and_form_of_a_concern_leads_somewhere(bot: Bot) -> None:
    bot.says("ana", "concern printer dead on 5 West", WARDS["5W"])
    bot.says("sam", "workaround: use the one next door", TRIAGE, under="concern:101:it")
    acts = ("more", "answer", "assign", "priority", "ticket", "link", "notdoing", "hold", "fixed")
    asked = [bot.presses("sam", f"concern.{act}", "101") for act in acts]
    bot.says("sam", "fixed C-101 a new roll is in, please print one")
    asked.append(bot.presses("ana", "concern.reopen", "101"))
    bot.presses("ana", "concern.confirm", "101")
    shown = [post.message for chat in bot.chats.values() for post in chat.posts.values()]
    assert [dangling(one) for one in (*asked, *shown) if dangling(one)] == []
    assert sum(isinstance(one, Form) for one in asked) >= len(acts) - 1
    assert {f"concern.{act}" for act in (*acts, "reopen")} <= OPENS


def test_the_walk_sees_what_is_missing() -> None:
    lost = Buttons((Button("Nowhere", Action("no.where")),))
    assert dangling(Message("Lost", (lost,))) == ["no.where"]
    assert dangling(Form("Lost", Action("no.form"), (), intro=(lost,))) == ["no.where", "no.form"]
