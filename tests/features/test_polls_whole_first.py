"""R24: the whole comes first, a small side hides the sides and never the whole, ties are a person's;
and whatever a reader puts together, from cards, files and figures that move, R10 holds."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.polls import results
from bot.features.polls.definition import Asks
from bot.features.polls.live_figures import Snapshots
from bot.rules.suppression import LEAST
from bot.words.cards import Message
from bot.words.plain_text import plain
from storage.nouns import polls
from storage.nouns.ballots import Tally
from storage.nouns.polls import Poll
from tests.features.polling import (
    ANALYSTS,
    NURSES,
    TRIAGE_AND_WARDS,
    card,
    crowd,
    gone,
    spread,
    taps,
    votes,
)
from tests.harness import Bot, said

ASK = "poll Which scanner? | A | B | C --in all --closes in 2 hours"
SIDES = {"clinical": "Clinical", "it": "IT", "both": "Clinical & IT", "none": "No side said"}
OPTIONS = ("A", "B", "C")
HEADING = re.compile(r"^(Clinical|IT|Clinical & IT|No side said|All together), (\d+) people$")
FIGURE = re.compile(r"\b([ABC]): (\d+)(?: of \d+)?, \d+\.\d %")


def some(names: Sequence[str], *counts: int) -> dict[str, int]:
    """As many of them as are counted: the first so many choose option 1, and so on."""
    return spread(names[: sum(counts)], *counts)


def asked(bot: Bot, flags: str = "") -> None:
    crowd(bot)
    bot.says("jo", f"{ASK} {flags}")


def test_story_5_a_small_side_hides_the_sides_and_not_the_whole(bot: Bot) -> None:
    asked(bot)
    taps(bot, some(NURSES, 3, 2, 1) | some(ANALYSTS, 0, 3))
    bot.wait(hours=2)
    for room in TRIAGE_AND_WARDS:
        shown = card(bot, room=room)
        lines = shown.split("\n")
        first = lines.index("All together, 9 people") + 1
        assert [text.lstrip("█░ ") for text in lines[first : first + 3]] == [
            "B: 5 of 9, 55.6 % (95 % CI 26.7-81.1)",
            "A: 3, 33.3 % (12.1-64.6)",
            "C: 1, 11.1 % (2.0-43.5)",
        ]
        assert "The sides are not shown: IT are fewer than five." in shown
        assert "Clinical" not in shown


def test_story_5_a_tie_goes_to_the_organiser_and_the_card_says_who_chose_and_why(bot: Bot) -> None:
    asked(bot)
    taps(bot, some(NURSES, 3, 2, 1) | some(ANALYSTS, 1, 2))
    bot.wait(hours=2)
    ask = "A tie: A and B. Jo Park · clinical & IT is asked to choose, and to say why."
    assert "A: 4 of 9, 44.4 %" in card(bot)
    assert ask in card(bot)
    assert ask in bot.sees("jo")
    assert "[Break the tie]" in bot.sees("jo")
    bot.fills("jo", bot.presses("jo", "poll.tie", "101"), which="2", why="nights have it already")
    chose = "Jo Park · clinical & IT chose B: nights have it already"
    for room in TRIAGE_AND_WARDS:
        assert chose in card(bot, room=room)
        assert "is asked to choose" not in card(bot, room=room)
    # What she was asked says how it was answered, and asks no more.
    assert chose in bot.sees("jo")
    assert "[Break the tie]" not in bot.sees("jo")


def test_a_tie_of_somebody_who_has_left_is_a_leaders(bot: Bot) -> None:
    crowd(bot)
    bot.says("ben", ASK)
    taps(bot, some(NURSES, 3, 3))
    gone(bot, "Ben Cole")
    bot.wait(hours=2)
    assert "Whoever asked has left: a leader or an administrator is to choose" in card(bot)
    bot.fills("elena", bot.presses("elena", "poll.tie", "101"), which="1", why="it is here already")
    assert "Dr Elena Marsh" in card(bot)
    assert "it is here already" in card(bot)


def test_a_tie_without_its_quorum_decides_nothing(bot: Bot) -> None:
    asked(bot, "--quorum 9")
    taps(bot, some(NURSES, 3, 3))
    bot.wait(hours=2)
    assert "The quorum of 9 was not reached, so nothing is decided" in card(bot)
    assert "is asked to choose" not in card(bot)


def test_sides_of_five_and_more_stand_beside_the_whole(bot: Bot) -> None:
    asked(bot)
    taps(bot, some(NURSES, 6, 2) | some(ANALYSTS, 1, 4))
    bot.wait(hours=2)
    order = [text for text in card(bot).split("\n") if HEADING.match(text)]
    assert order == ["All together, 13 people", "Clinical, 8 people", "IT, 5 people"]
    assert "The sides differ by 55.0 points on A" in card(bot)


def test_fewer_than_five_voters_show_nothing(bot: Bot) -> None:
    asked(bot)
    taps(bot, spread(NURSES[:2], 1, 1) | spread(ANALYSTS[:2], 2))
    bot.wait(hours=2)
    assert "Fewer than 5 people answered, so nothing of it is shown." in card(bot)
    assert "%" not in card(bot)


@pytest.mark.parametrize("flag", ["", "--anonymous"])
def test_a_small_side_is_shown_where_everyone_of_it_agrees(bot: Bot, flag: str) -> None:
    asked(bot, flag)
    taps(bot, some(NURSES, 3, 2, 1) | some(ANALYSTS, 1, 2))
    told = said(bot.presses("analyst1", "poll.vote", "101", "2", room=TRIAGE_AND_WARDS[0]))
    assert "A side of fewer than 5 voters is not shown beside the whole, unless each" in told
    assert "[My side may be shown]" in told
    for who in ANALYSTS[:3]:
        assert "Noted" in said(bot.presses(who, "poll.mayshow", "101"))
    bot.wait(hours=2)
    headings = [text for text in card(bot).split("\n") if HEADING.match(text)]
    assert headings == ["All together, 9 people", "Clinical, 6 people", "IT, 3 people"]
    assert "may be shown" not in bot.everything()


@pytest.mark.parametrize("then", ["one does not", "one takes it back", "one votes again"])
def test_one_who_does_not_agree_is_enough_and_is_not_told(bot: Bot, then: str) -> None:
    asked(bot)
    taps(bot, some(NURSES, 3, 2, 1) | some(ANALYSTS, 0, 3))
    for who in ANALYSTS[: 2 if then == "one does not" else 3]:
        bot.presses(who, "poll.mayshow", "101")
    if then == "one takes it back":
        assert "Taken back" in said(bot.presses("analyst2", "poll.mayshow", "101"))
    if then == "one votes again":
        votes(bot, "analyst2", "C")
    bot.wait(hours=2)
    assert "The sides are not shown: IT are fewer than five." in card(bot)
    assert "Analyst" not in card(bot)


def test_who_has_not_voted_has_nothing_to_agree_to(bot: Bot) -> None:
    asked(bot)
    assert "You have no vote in P-101" in said(bot.presses("ana", "poll.mayshow", "101"))
    bot.wait(hours=2)
    assert "P-101 closed" in said(bot.presses("ana", "poll.mayshow", "101"))


def test_people_who_were_named_can_be_asked_after_the_close(bot: Bot) -> None:
    crowd(bot)
    names = ", ".join(name.title() for name in (*NURSES[:6], *ANALYSTS[:3]))
    bot.says("jo", f"{ASK} --for {names}")
    taps(bot, spread(NURSES[:6], 3, 2, 1) | spread(ANALYSTS[:3], 0, 3))
    assert "is not closed yet" in said(bot.presses("jo", "poll.sides", "101"))
    bot.wait(hours=2)
    assert "[Ask to show sides]" in bot.sees("jo")
    assert "Asked 9 people" in said(bot.presses("jo", "poll.sides", "101"))
    for who in (*NURSES[:6], *ANALYSTS[:3]):
        assert "The sides are not shown" in card(bot)
        bot.presses(who, "poll.agree", "101", "yes")
    assert "IT, 3 people" in card(bot)


def test_a_poll_closed_by_side_before_stays_so_and_gives_no_whole_away(bot: Bot) -> None:
    asked(bot)
    taps(bot, some(NURSES, 3, 2, 1) | some(ANALYSTS, 0, 3))
    bot.wait(hours=2)
    with bot.database.begin() as db:
        poll = polls.get(db, 101)
        assert poll is not None
        poll.whole_first = False
    shown = said(bot.says("ana", "P-101"))
    assert "Clinical, 6 people" in shown
    assert "IT: fewer than 5 answers - not shown" in shown
    assert "All together" not in shown


def test_figures_that_move_stay_five_votes_behind(bot: Bot) -> None:
    asked(bot, "--live")
    seen = [published(card(bot)).get("All together", Counter())]
    everyone = some(NURSES, 6, 6) | some(ANALYSTS, 0, 0, 6)
    for who, option in everyone.items():
        taps(bot, {who: option})
        now = published(card(bot)).get("All together", Counter())
        if now != seen[-1]:
            seen.append(now)
    assert [bag.total() for bag in seen] == [0, 5, 10]
    taps(bot, dict.fromkeys(NURSES[:4], 3))
    for who in NURSES[:4]:
        bot.presses(who, "poll.unvote", "101")
    assert published(card(bot))["All together"] == {"A": 6, "B": 6, "C": 3}
    bot.says("jo", "close P-101")
    assert published(card(bot))["All together"] == {"A": 2, "B": 6, "C": 6}


# What a reader can put together

answers = st.dictionaries(st.sampled_from("123"), st.integers(0, 7), max_size=3)
tables = st.dictionaries(st.sampled_from(list(SIDES)), answers, max_size=4)
kinds = st.sampled_from(["single", "readiness", "approval", "multiple"])


def published(text: str) -> dict[str, Counter[str]]:
    """The figures that a text shows, by the heading they stand under."""
    found: dict[str, Counter[str]] = {}
    under = ""
    for row in text.split("\n"):
        if match := HEADING.match(row):
            under = match[1]
            found[under] = Counter()
        for option, count in FIGURE.findall(row):
            found[under][option] = int(count)
    return {name: +figures for name, figures in found.items()}


def closed(asks: Asks, agreed: bool) -> Poll:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    return Poll(
        hospital_id="h",
        number=101,
        question="Which?",
        kind=asks.kind,
        options=list(OPTIONS),
        rules=asks.rules,
        places=[],
        state="closed",
        author_id=1,
        opens_at=now,
        closes_at=now,
        closed_at=now,
        agreed={results.FEW: True} if agreed else {},
        whole_first=True,
    )


def counted(table: Mapping[str, Mapping[str, int]]) -> dict[str, Counter[str]]:
    """A plain recount: by side and over all, in the options' names."""
    sides = {SIDES[side]: Counter(dict(bag)) for side, bag in table.items()}
    named = {
        side: Counter({OPTIONS[int(ballot) - 1]: n for ballot, n in bag.items() if n})
        for side, bag in sides.items()
    }
    return {side: bag for side, bag in named.items() if bag}


@settings(max_examples=300)
@given(tables, kinds, st.booleans(), st.booleans())
def test_card_and_file_say_what_a_recount_says_and_sides_all_or_none(
    table: dict[str, dict[str, int]], kind: str, anonymous: bool, agreed: bool
) -> None:
    asks = Asks("Which?", kind, OPTIONS, anonymous=anonymous)
    truth = counted(table)
    whole: Counter[str] = sum(truth.values(), Counter())
    tally = Tally("h", 101, table, whole.total())
    poll = closed(asks, agreed)
    text = plain(Message("", tuple(results.blocks(poll, asks, tally))))
    shown = published(text)
    if whole.total() < LEAST:
        assert shown == {}
        return
    if anonymous and max(whole.values()) * 5 >= whole.total() * 4:
        assert shown == {}
        assert f"All together, {whole.total()} people:" in text
        return
    assert shown.pop("All together") == whole
    assert shown in ({}, truth)
    small = [side for side, bag in truth.items() if bag.total() < LEAST]
    assert not shown or agreed or not small
    if small and not agreed:
        assert f"{small[0]}" in text.partition("The sides are not shown: ")[2]
    in_file: dict[str, Counter[str]] = {}
    for row in results.rows(poll, asks, tally):
        in_file.setdefault(row["side"], Counter())[row["option"]] = int(row["votes"])
    assert {side: +bag for side, bag in in_file.items()} == published(text)


Step = tuple[int, str | None]
steps = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["1", "2", "3", None])), max_size=60)


def lived(acts: Sequence[Step]) -> Iterator[tuple[int, Counter[str], Snapshots]]:
    """Each act that changed something: who, the counts after it, and what people then see."""
    held: dict[int, str] = {}
    seen = Snapshots()
    for person, answer in acts:
        if held.get(person) == answer:
            continue
        held.pop(person, None)
        if answer is not None:
            held[person] = answer
        now = Counter(held.values())
        seen = seen.after(person, now)
        yield person, now, seen


@settings(max_examples=300)
@given(steps)
def test_between_any_two_figures_at_least_five_people_have_done_something(
    acts: list[Step],
) -> None:
    """The last figures, at the close, included: whoever subtracts has five people's acts."""
    history = list(lived(acts))
    actors = [person for person, _, _ in history]
    bags = [bag for _, bag, _ in history]
    since = -1  # the act after which what is shown was true
    for at, (_, _, seen) in enumerate(history):
        if seen.shown is None:
            continue
        known = Counter(dict(seen.shown))
        assert known.total() >= LEAST
        if since >= 0 and known == bags[since]:
            assert len(set(actors[since + 1 : at + 1])) >= LEAST
            continue
        then = [t for t in range(since + 1, at) if bags[t] == known]
        apart = [t for t in then if len(set(actors[since + 1 : t + 1])) >= LEAST]
        fit = [t for t in apart if len(set(actors[t + 1 : at + 1])) >= LEAST]
        assert fit
        since = fit[0]
