"""Everything that a poll offers is answered by somebody, whatever its kind and state."""

import pytest

from bot.features.polls.kinds import KINDS
from bot.words.cards import Form, Message, Reply
from tests.features.polling import NURSES, crowd
from tests.features.test_handlers import dangling
from tests.harness import TRIAGE, Bot, buttons

FLAGS = {"weighted": "Cost .5, Ease .5"}


def asked(kind: str) -> str:
    options = "" if kind in {"pulse", "sus", "texts"} else " | One | Two | Three"
    more = "--add" if KINDS[kind].pick else ""
    return f"poll What then?{options} --{kind} {FLAGS.get(kind, '')} {more} --in all"


def walked(bot: Bot, who: str, reply: Reply, depth: int = 2) -> int:
    """Press everything, and everything that comes of it; how many answers were seen."""
    assert dangling(reply) == [], reply
    if depth == 0 or reply is None:
        return 1
    presses = [b.action for b in buttons(reply) if b.action.name.startswith("poll.")]
    return 1 + sum(
        walked(bot, who, bot.presses(who, a.name, *a.args, room=TRIAGE), depth - 1) for a in presses
    )


@pytest.mark.parametrize("secret", ["", " --anonymous"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_button_of_a_poll_leads_somewhere(bot: Bot, kind: str, secret: str) -> None:
    crowd(bot)
    seen = walked(bot, "jo", bot.says("jo", asked(kind) + secret), 0)
    for who in (*NURSES[:5], "jo", "ana"):
        ballot = bot.presses(who, "poll.ballot", "101")
        assert isinstance(ballot, Form)
        assert all(field.error == "" for field in ballot.fields)
        values = {field.id: "1" for field in ballot.fields}
        if kind == "ranked":
            values = {"place1": "1", "place2": "2"}
        counted = bot.submits(who, ballot.action.name, *ballot.action.args, **values)
        assert isinstance(counted, Message)
        assert counted.title == "Counted in P-101"
        seen += walked(bot, who, counted)
    for who in ("ana", "jo"):
        seen += walked(bot, who, bot.says(who, "P-101"))
    bot.says("jo", "close P-101")
    for who in ("ana", "jo"):
        seen += walked(bot, who, bot.says(who, "P-101"))
    assert seen > 10


def test_the_list_and_its_templates_lead_somewhere(bot: Bot) -> None:
    bot.says("jo", "poll Ready? --save ours --repeat daily")
    assert walked(bot, "jo", bot.says("jo", "polls")) > 5
