"""What should be seen on Slack is seen there, once: at Slack's pace, and through its failures."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.slack import causes, client, outcomes, rate_limits
from adapters.slack.adapter import SlackAdapter
from bot.run import relay
from bot.words.cards import Button as Act
from bot.words.cards import Buttons, Message, Quote
from bot.words.delivery import Pace
from bot.words.events import Action
from tests.wire.running import eventually
from tests.wire.slack.faults import Fault
from tests.wire.slack.things import View
from tests.wire.slack_api import TEAM, Busy, Drop, FakeSlack, Garbage, Hang, Status, harbor
from tests.wire.slack_app import Scene, scene
from tests.wire.wanting import FIND, POST, UPDATE, direct, of, posted, said, show, waiting

ROOMS = ("it-triage", "ward-5w", "ward-ed")


@pytest.fixture
def paced(tmp_path: Path) -> Iterator[Scene]:
    """At the real pace, in a Slack that allows no burst at all."""
    with FakeSlack(strict=True) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            yield found


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Without pauses, neither between messages nor before they are tried again."""
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    monkeypatch.setattr(relay, "_backoff", lambda _: 0.05)
    monkeypatch.setattr(client, "TIMEOUT", 1.0)
    with FakeSlack(second=0.0, minute=2.5) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            yield found


# Pace


def test_every_room_gets_a_message_a_second_and_none_waits_for_another(paced: Scene) -> None:
    for n in range(6):
        for room in ROOMS:
            show(paced, f"poll:{n}", f"message {n}", room)
    eventually(lambda: all(len(said(paced, room)) == 6 for room in ROOMS))
    assert paced.slack.limited == 0
    times = {room: [call.at for call in posted(paced, room)] for room in ROOMS}
    for room in ROOMS:
        assert said(paced, room) == [f"message {n}" for n in range(6)]
        assert all(
            later - before >= 1 for before, later in zip(times[room], times[room][1:], strict=False)
        )
    everything = sorted(moment for room in ROOMS for moment in times[room])
    assert any(later - before < 1 for before, later in pairwise(everything))


def test_a_page_overtakes_a_long_queue_in_its_room(paced: Scene) -> None:
    for n in range(12):
        show(paced, f"poll:{n}", f"message {n}", "it-triage")
    eventually(lambda: said(paced, "it-triage"))
    show(paced, "page:1", "P1", "it-triage", urgent=True)
    eventually(lambda: "P1" in said(paced, "it-triage"))
    assert said(paced, "it-triage").index("P1") <= 3
    assert paced.slack.limited == 0


def test_edits_keep_to_their_share_of_fifty_a_minute_and_hold_nothing_up(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(rate_limits.EDITS, seconds=6.0)
    monkeypatch.setattr(SlackAdapter, "pace", Pace(edits=short))
    for n in range(60):
        show(at, f"poll:{n}", f"card {n}", ROOMS[n % 3])
    eventually(lambda: sum(len(said(at, room)) for room in ROOMS) == 60)
    for n in range(60):
        show(at, f"poll:{n}", f"edited {n}")
    eventually(lambda: len(at.slack.called(UPDATE)) == short.ordinary)
    # None of them is late for what is urgent: it has its own share.
    show(at, "poll:0", "urgent", ROOMS[0], urgent=True)
    eventually(lambda: "urgent" in said(at, ROOMS[0]))
    show(at, "poll:new", "a new one", "it-triage")
    show(at, "page:1", "P1", "it-triage", urgent=True)
    eventually(lambda: {"a new one", "P1"} <= set(said(at, "it-triage")))
    eventually(
        lambda: sum(one.startswith("edited") for room in ROOMS for one in said(at, room)) == 59
    )
    edits = at.slack.called(UPDATE)
    assert len(edits) == 61
    assert any("urgent" in str(one.args) for one in edits[: short.most])
    assert max(call.at for call in posted(at, "it-triage")) < edits[-1].at
    assert edits[50].at - edits[0].at >= 6.0
    assert at.slack.limited == 0


def test_when_slack_wants_fewer_edits_only_they_wait(at: Scene) -> None:
    show(at, "poll:1", "0 votes", "it-triage")
    eventually(lambda: said(at, "it-triage"))
    at.slack.fails(UPDATE, Busy(5))
    show(at, "poll:1", "1 vote")
    eventually(lambda: at.slack.called(UPDATE))
    show(at, "poll:2", "another", "it-triage")
    eventually(lambda: "another" in said(at, "it-triage"))
    eventually(lambda: "1 vote" in said(at, "it-triage"))
    first, second = at.slack.called(UPDATE)
    assert second.at - first.at >= 5
    assert posted(at, "it-triage")[-1].at < second.at


# Failures


def test_slacks_patience_is_kept_to_the_second(at: Scene) -> None:
    at.slack.fails(POST, Busy(5), when=of(at, "it-triage"))
    show(at, "poll:1", "for triage", "it-triage")
    eventually(lambda: posted(at, "it-triage"))
    show(at, "poll:2", "for the ward", "ward-5w")
    eventually(lambda: said(at, "ward-5w") == ["for the ward"])
    eventually(lambda: said(at, "it-triage") == ["for triage"])
    refused, taken = posted(at, "it-triage")
    assert taken.at - refused.at >= 5
    assert posted(at, "ward-5w")[0].at < taken.at


LOST = [
    Drop(done=True),
    Status(503, done=True),
    Status(200, done=True),
    Garbage(done=True),
    Hang(3, done=True),
]
NOT_DONE = [Drop(), Status(503), Status(500), Status(200), Garbage(), Hang(3), "fatal_error"]


@pytest.mark.parametrize("fault", LOST, ids=repr)
def test_a_message_whose_answer_was_lost_is_found_and_not_posted_twice(
    at: Scene, fault: Fault
) -> None:
    at.slack.fails(POST, fault)
    show(at, "poll:1", "only once", "it-triage")
    eventually(lambda: at.slack.called(FIND))
    show(at, "poll:2", "the next", "it-triage")
    eventually(lambda: "the next" in said(at, "it-triage"))
    assert said(at, "it-triage") == ["only once", "the next"]
    assert len(posted(at, "it-triage")) == 2


@pytest.mark.parametrize("fault", NOT_DONE, ids=repr)
def test_a_message_that_slack_did_not_take_is_posted_again_by_us_alone(
    at: Scene, fault: Fault
) -> None:
    at.slack.fails(POST, fault)
    show(at, "poll:1", "only once", "it-triage")
    show(at, "poll:2", "the next", "it-triage")
    eventually(lambda: len(said(at, "it-triage")) == 2)
    assert said(at, "it-triage") == ["only once", "the next"]
    tried = 2 if isinstance(fault, Hang) else 3  # the stand-in notes no call that hung
    assert len(posted(at, "it-triage")) == tried
    assert len(at.slack.called(FIND)) == 1


def test_it_is_found_in_a_long_thread_too(at: Scene) -> None:
    show(at, "poll:1", "card", "it-triage")
    eventually(lambda: said(at, "it-triage"))
    (card,) = at.slack.channel("it-triage").messages
    for n in range(250):
        at.people.says("sam", "it-triage", f"reply {n}", under=card.ts)
    eventually(lambda: len(said(at, "it-triage")) == 251)
    at.slack.fails(POST, Drop(done=True))
    show(at, "poll:1:a", "only once", "it-triage", parent="poll:1")
    eventually(lambda: len(at.slack.called("conversations.replies")) == 2)
    show(at, "poll:2", "the next", "it-triage")
    eventually(lambda: "the next" in said(at, "it-triage"))
    assert said(at, "it-triage").count("only once") == 1


def test_without_the_permission_to_look_it_may_be_there_twice_and_no_more(at: Scene) -> None:
    token = at.slack.world.tokens[at.slack.token]
    token.scopes = frozenset(one for one in token.scopes if not one.endswith(":history"))
    at.slack.fails(POST, Drop(done=True))
    show(at, "poll:1", "perhaps twice", "it-triage")
    show(at, "poll:2", "the next", "it-triage")
    eventually(lambda: "the next" in said(at, "it-triage"))
    assert said(at, "it-triage") == ["perhaps twice", "perhaps twice", "the next"]


def test_an_outage_ends_with_everything_there_once_and_in_order(at: Scene) -> None:
    with at.slack.down(503):
        for n in range(5):
            show(at, f"poll:{n}", f"message {n}", "it-triage", "ward-5w")
        eventually(lambda: len(at.slack.calls) > 12)
    everything = [f"message {n}" for n in range(5)]
    eventually(lambda: said(at, "it-triage") == said(at, "ward-5w") == everything)


def test_an_edit_during_an_edit_ends_in_the_last_state(at: Scene) -> None:
    show(at, "poll:1", "0 votes", "it-triage")
    eventually(lambda: said(at, "it-triage"))
    at.slack.fails(UPDATE, Hang(0.4, done=True))
    show(at, "poll:1", "1 vote")
    eventually(lambda: said(at, "it-triage") == ["1 vote"])
    for n in range(2, 9):
        show(at, "poll:1", f"{n} votes")
    eventually(lambda: said(at, "it-triage") == ["8 votes"])
    assert len(at.slack.called(UPDATE)) == 2


@pytest.mark.parametrize("fault", [Drop(), Drop(done=True), Status(503), Garbage(done=True)])
def test_an_edit_that_failed_is_made_in_the_end(at: Scene, fault: Fault) -> None:
    show(at, "poll:1", "0 votes", "it-triage")
    eventually(lambda: said(at, "it-triage"))
    at.slack.fails(UPDATE, fault)
    show(at, "poll:1", "1 vote")
    eventually(lambda: len(at.slack.called(UPDATE)) == 2)
    eventually(lambda: said(at, "it-triage") == ["1 vote"])


# What will never arrive


def archive(at: Scene) -> None:
    at.slack.channel("ward-ed").archived = True


def outside(at: Scene) -> None:
    at.slack.channel("ward-ed").members.discard(at.slack.bot.id)


def gone(at: Scene) -> None:
    at.slack.fails(POST, "channel_not_found", when=of(at, "ward-ed"))


def inactive(at: Scene) -> None:
    at.slack.fails(POST, "account_inactive", when=of(at, "ward-ed"))


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (archive, "the channel is archived"),
        (outside, "Corridor is not in the channel: invite it there"),
        (gone, "Slack knows no such channel, or Corridor is not in it"),
        (inactive, "is deactivated"),
    ],
)
def test_what_can_never_arrive_is_told_to_administrators_and_the_rest_goes_on(
    at: Scene, happens: Callable[[Scene], None], why: str
) -> None:
    happens(at)
    show(at, "poll:1", "lost", "ward-ed", "it-triage")
    show(at, "poll:2", "the next", "it-triage")
    jo = at.slack.im("jo")
    eventually(lambda: why in at.slack.shown(jo))
    told = at.slack.shown(jo)
    assert "A message could not be delivered" in told
    assert at.slack.channel("ward-ed").id in told
    eventually(lambda: said(at, "it-triage") == ["lost", "the next"])
    assert len(posted(at, "ward-ed")) == 1
    at.people.command("jo", "/corridor", "undelivered").result()
    assert "Try again" in at.slack.alone("jo")


def test_a_room_that_is_open_again_gets_what_was_given_up_when_an_administrator_asks(
    at: Scene,
) -> None:
    archive(at)
    show(at, "poll:1", "late", "ward-ed")
    eventually(lambda: "archived" in at.slack.shown(at.slack.im("jo")))
    at.slack.channel("ward-ed").archived = False
    at.people.command("jo", "/corridor", "undelivered").result()
    eventually(lambda: at.slack.ephemerals)
    at.people.press("jo", at.slack.ephemerals[-1], "Try again").result()
    eventually(lambda: said(at, "ward-ed") == ["late"])


def test_the_note_about_a_lost_note_is_not_sent_for_ever(at: Scene) -> None:
    at.slack.fails(POST, "account_inactive", times=50)
    show(at, "poll:1", "lost", "ward-ed")
    show(at, "poll:2", "lost too", "ward-5w")
    eventually(lambda: len(at.slack.called(POST)) == 4)
    eventually(lambda: waiting(at) == 0)
    assert len(at.slack.called(POST)) == 4


@pytest.mark.parametrize("state", ["revoked", "unknown"])
def test_while_the_token_is_worth_nothing_all_is_kept_and_the_operator_told_once(
    at: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: str
) -> None:
    monkeypatch.setattr(outcomes, "RECHECK", 0.1)
    show(at, "poll:0", "before", "it-triage")
    eventually(lambda: said(at, "it-triage"))
    code = {"revoked": "token_revoked", "unknown": "invalid_auth"}[state]
    at.slack.fails(POST, code, times=1000)
    show(at, "poll:1", "kept", "it-triage", "ward-5w")
    eventually(lambda: len(at.slack.called(POST)) > 6)
    at.slack.faults.plans.clear()
    eventually(lambda: said(at, "it-triage") == ["before", "kept"])
    eventually(lambda: said(at, "ward-5w") == ["kept"])
    assert at.slack.called(FIND) == []
    printed = capsys.readouterr()
    told = (printed.out + printed.err).count("nothing is delivered to Slack")
    assert told == 1
    assert causes.OPERATOR[code] in printed.out + printed.err


@pytest.mark.parametrize("fault", ["invalid_auth", Drop(), Status(503), Busy(1), Garbage()])
def test_a_start_without_slack_goes_on_when_slack_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    monkeypatch.setattr("bot.run.seeding.FIRST_WAIT", 0.1)
    monkeypatch.setattr(relay, "_backoff", lambda _: 0.05)
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        slack.fails("auth.test", fault, times=2)
        with scene(tmp_path, slack, "http") as at:
            eventually(lambda: len(slack.called("auth.test")) > 2)
            eventually(lambda: TEAM in at.app.stored())
            assert not at.app.server.should_exit
            at.raised()


# People


def test_a_direct_message_asks_for_its_channel_once(at: Scene) -> None:
    for n in range(3):
        show(at, f"note:{n}", f"note {n}", direct(at, "kim"))
    show(at, "note:0", "note 0, edited")
    eventually(lambda: "note 2" in at.slack.shown(at.slack.im("kim")))
    eventually(lambda: "note 0, edited" in at.slack.shown(at.slack.im("kim")))
    assert len(at.slack.called("conversations.open")) == 1


def test_a_direct_message_whose_answer_was_lost_is_found(at: Scene) -> None:
    at.slack.fails(POST, Drop(done=True))
    show(at, "note:1", "only once", direct(at, "kim"))
    eventually(lambda: at.slack.called(FIND))
    show(at, "note:2", "the next", direct(at, "kim"))
    eventually(lambda: "the next" in at.slack.shown(at.slack.im("kim")))
    assert at.slack.shown(at.slack.im("kim")).count("only once") == 1


def test_who_may_not_be_told_in_the_room_is_told_directly(at: Scene) -> None:
    at.slack.fails("chat.postEphemeral", "user_not_in_channel")
    at.people.says("sam", "it-triage", "@corridor help").result()
    eventually(lambda: "concern" in at.slack.shown(at.slack.im("sam")))
    assert len(at.slack.called("chat.postEphemeral")) == 1


@pytest.mark.parametrize("fault", [Drop(), Status(404), Status(500), Garbage(code=502)])
def test_an_answer_that_its_own_way_refuses_takes_another(at: Scene, fault: Fault) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    before = len(at.slack.ephemerals)
    at.slack.fails("response_url", fault)
    at.people.forge("sam", card, "Take", "not ours").result()
    eventually(lambda: len(at.slack.ephemerals) == before + 1)
    assert "out of date" in at.slack.alone("sam")


# Length


def test_a_card_too_long_for_slack_keeps_its_buttons_and_opens_whole(at: Scene) -> None:
    at.raised()
    words = [f"word{n}" for n in range(2400)]
    act = Buttons((Act("Take", Action("concern.take", ("101",))),))
    parts = tuple(Quote(" ".join(words[n : n + 300])) for n in range(0, 2400, 300))
    show(at, "concern:900", Message("C-900 · long", (*parts, act)), "it-triage")
    eventually(lambda: "C-900" in at.slack.shown("it-triage"))
    card = at.slack.channel("it-triage").messages[-1]
    assert "word2399" not in at.slack.text(card)
    at.people.press("sam", card, "Show all").result()
    eventually(lambda: at.slack.modal("sam"))
    read = pages(at, "sam")
    assert [one for one in words if one not in read] == []
    at.people.press("sam", card, "Take").result()
    eventually(lambda: "Sam Ortiz" in at.slack.shown("it-triage"))


def pages(at: Scene, who: str) -> set[str]:
    """Every word of a window, page by page."""
    seen: set[str] = set()
    while True:
        view = at.slack.modal(who)
        assert view is not None
        text, updates = at.slack.text(view), view.updates
        seen |= set(text.split())
        if "[Go on]" not in text:
            return seen
        at.people.press(who, "modal", "Go on").result()
        eventually(partial(turned, at, who, updates))


def turned(at: Scene, who: str, before: int) -> bool:
    view: View | None = at.slack.modal(who)
    return view is not None and view.updates > before


def test_a_long_card_can_be_edited_and_opened_again(at: Scene) -> None:
    show(at, "poll:1", Message("first", tuple(Quote("a " * 1500) for _ in range(9))), "it-triage")
    eventually(lambda: "first" in at.slack.shown("it-triage"))
    show(at, "poll:1", Message("second", tuple(Quote("é " * 1500) for _ in range(9))))
    eventually(lambda: "second" in at.slack.shown("it-triage"))
    assert at.slack.refused == []
