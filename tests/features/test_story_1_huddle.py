"""Story 1, the huddle of the first morning after the go-live: steps 1.12 to 1.14."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.joint import GOLIVE, IVY, WHERE, harbor
from tests.features.one_platform import HOUSES
from tests.harness import CAST, TRIAGE, WARDS, Bot, buttons, said

NIGHT = "huddle:101:unit:5W:night:2026-03-07T19:00"
DAY = "huddle:101:unit:5W:day:2026-03-08T07:00"
ICU_DAY = "huddle:101:unit:ICU:day:2026-03-08T07:00"
POST = "huddle:101:post:2026-03-08T08:15"


@pytest.fixture(params=HOUSES)
def bot(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    bot = harbor(tmp_path, where=request.param)
    yield bot
    bot.end()


def test_story_1_huddle(bot: Bot) -> None:
    bot.says("jo", f'huddle "5W go-live" daily 08:15 in {WHERE}')
    bot.presses("jo", "huddle.start", "101")
    bot.at("2026-03-08 01:51")
    given = {"kind": "down_slow", "care": "stopped", "reach": "unit", "harm": "could"}
    bot.submits("ana", "concern.raise", text="eMAR frozen on 5W, all 3 carts", **given)
    bot.at("2026-03-08 03:05")
    bot.says("sam", "On it - checking the print server", TRIAGE, under="concern:101:it")

    # 1.12 One tap from 5W's night, an 11-hour shift, filed under Saturday.
    bot.at("2026-03-08 06:30")
    assert "5W go-live: 5 West, night of Sat 7 Mar" in bot.card(NIGHT, WARDS["5W"])
    assert "Open until 06:45 EDT" in bot.card(NIGHT, WARDS["5W"])
    shown = next(p for p in bot.posts(WARDS["5W"]) if p.key == NIGHT).message
    (tap,) = [b for b in buttons(shown) if b.label == "Still there"]
    receipt = said(bot.presses("ana", tap.action.name, *tap.action.args, room=WARDS["5W"]))
    assert "Filed under 5 West, night of Sat 7 Mar. This shift has 11 hours" in receipt
    assert "It goes into 5W go-live at 08:15 EDT" in receipt
    assert "Something unsafe: C-101" in bot.card(NIGHT, WARDS["5W"])
    bot.at("2026-03-08 06:45")
    assert "Closed." in bot.card(NIGHT, WARDS["5W"])

    # 1.13 Ben carries C-101 over; the ICU has nothing to report; the ED says nothing.
    bot.at("2026-03-08 07:40")
    assert "day of Sun 8 Mar" in bot.card(DAY, WARDS["5W"])
    bot.presses("ben", "huddle.bring", "101", "5W", "day", "2026-03-08", "101", room=WARDS["5W"])
    assert "nothing" not in bot.card(DAY, WARDS["5W"]).split("\n")[2].lower()
    thanks = bot.presses("ivy", "huddle.nothing", "101", "ICU", "day", "2026-03-08")
    assert "Filed under ICU, day of Sun 8 Mar." in said(thanks)
    assert "Nothing to report." in bot.card(ICU_DAY, WARDS["ICU"])

    # 1.14 One post on both platforms, in the order of seven minutes.
    bot.at("2026-03-08 08:14")
    assert bot.card(POST, GOLIVE) == ""
    bot.at("2026-03-08 08:15")
    card = bot.card(POST, GOLIVE)
    assert card == bot.card(POST, WARDS["5W"]) == bot.card(POST, WARDS["ED"])
    assert card.startswith("5W go-live · Sun 8 Mar 08:15\nSeven minutes")
    order = [
        "1 Safety first",
        "C-101 · P1 · Acknowledged",
        "3 Changed, and changing in the next 24 hours",
        "Nothing carried over, no decisions needed",
        "5 Who has spoken",
        "No word yet: ED",
        "Nothing to report: ICU",
        "6 One good thing",
    ]
    places = [card.index(words) for words in order]
    assert places == sorted(places)
    for person in (*CAST, IVY):
        if person.name not in {"Sam Ortiz"}:
            assert person.name not in card

    # Posted once, and the event once more or a restart changes nothing.
    before = (bot.sees("teams"), bot.sees("slack"))
    bot.restart()
    bot.replay()
    bot.at("2026-03-08 08:20")
    assert (bot.sees("teams"), bot.sees("slack")) == before

    # Each item gets an owner and a day: C-101 is Sam's now, and the post says so by itself.
    bot.presses("sam", "concern.take", "101")
    bot.at("2026-03-08 08:23")
    assert "eMAR frozen on 5W, all 3 carts · Sam Ortiz · IT" in bot.card(POST, WARDS["ED"])
    # Or it goes to its thread, on both platforms.
    bot.fills("tom", bot.says("tom", "report"), slowed="Badge readers need two taps")
    later = bot.card(POST, GOLIVE)
    assert "Every unit has spoken." not in later
    assert "No word yet" not in later
    bot.presses("sam", "huddle.thread", "101", "4")
    threads = [p for chat in bot.chats.values() for p in chat.posts.values() if ":thread:" in p.key]
    assert {bot.there(GOLIVE), bot.there(WARDS["5W"])} <= {p.channel for p in threads}
    assert all(p.thread for p in threads)
