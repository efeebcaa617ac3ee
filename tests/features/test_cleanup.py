"""R37: whoever types patient data where others read it is asked, at once and once more after five
minutes, to edit or delete it there; what is kept of the message is where it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.core import cleanup
from bot.core.review import HOW, REASON
from bot.privacy import Guard
from bot.words.delivery import Gone, Looked, Seen, Unseen
from bot.words.events import Channel, Command
from tests.harness import TRIAGE, WARDS, Bot, buttons, said

WEST = WARDS["5W"]
PATIENT = "pt Jane Sample MRN 12345678"
ASKED = "Please edit or delete your message"
STANDS, UNSEEN = "Your message still stands", "Have you edited or deleted your message?"


class Eyes:
    """A platform that lets us look: what its messages say now."""

    def __init__(self) -> None:
        self.now: Looked = Unseen()
        self.asked: list[tuple[str, str, str]] = []

    async def look(self, at: Channel, ref: str, *, thread: str) -> Looked:
        self.asked.append((at.id, ref, thread))
        return self.now


@pytest.fixture
def eyes() -> Eyes:
    return Eyes()


@pytest.fixture
def bot(tmp_path: Path, eyes: Eyes) -> Iterator[Bot]:
    bot = Bot(tmp_path / "bot.db", looks={"slack": eyes})
    bot.says("ana", "concern label printer on 5 West prints blank", WEST)
    yield bot
    bot.end()


def requests(bot: Bot, who: str) -> list[str]:
    """What somebody was asked, as it looks now, the first first."""
    channel = bot.dm(who)
    posts = [p for p in bot.posts(channel) if p.key.startswith("cleanup:")]
    return [bot.card(p.key, channel) for p in posts]


def press_done(bot: Bot, who: str) -> None:
    channel = bot.dm(who)
    last = [p for p in bot.posts(channel) if p.key.startswith("cleanup:")][-1]
    (done,) = buttons(last.message)
    bot.presses(who, done.action.name, *done.action.args, room=channel)


WAYS: dict[str, Callable[[Bot], object]] = {
    "mention": lambda bot: bot.says("ben", f"concern scanner dead, {PATIENT}", WEST, ref="m1"),
    "mention that is refused": lambda bot: bot.says(
        "ben", f"notdoing C-999 {PATIENT}", WEST, ref="m1"
    ),
    "no verb of ours": lambda bot: bot.says("ben", f"hey team {PATIENT} is back", WEST, ref="m1"),
    "thread": lambda bot: bot.says("ben", f"for {PATIENT}", WEST, under="concern:101", ref="m1"),
    "shortcut": lambda bot: bot.picks("ana", "concern.raise", PATIENT, WEST, ref="m1", by="ben"),
    "forwarded": lambda bot: bot.says(
        "ben", "see", WEST, under="concern:101", ref="m1", quoted=(f"{PATIENT} waits",)
    ),
    "edit in a thread": lambda bot: (
        bot.says("ben", "it is back", WEST, under="concern:101", ref="m1"),
        bot.edits("ben", "m1", f"{PATIENT} is back", WEST, "concern:101"),
    ),
    "edit of a mention": lambda bot: (
        bot.says("ben", "help", WEST, ref="m1"),
        bot.edits("ben", "m1", f"help {PATIENT}", WEST),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_from_every_way_in_the_writer_is_asked_at_once(bot: Bot, way: str) -> None:
    WAYS[way](bot)
    (asked,) = requests(bot, "ben")
    assert ASKED in asked
    assert "has a name, a record number in it" in asked
    assert "I can't change it for you" in asked
    assert "stays out of chat" not in asked
    assert ASKED not in bot.sees("ana") + bot.sees(WEST) + bot.sees(TRIAGE)
    assert "12345678" not in bot.everything()
    assert "Jane" not in bot.everything()


def test_what_nobody_else_reads_is_not_asked_about(bot: Bot) -> None:
    bot.says("ben", f"concern scanner dead, {PATIENT}", ref="m1")
    bot.says("ben", f"concern scanner dead, {PATIENT}", WEST)  # behind a slash: no message
    assert not requests(bot, "ben")


def test_where_messages_are_kept_cleaned_nothing_is_left_to_take_away(bot: Bot) -> None:
    found = {"text": Guard().check(PATIENT)}
    for platform, asked in (("teams", True), ("slack", True), ("web", False)):
        room = Channel(platform, "home", "ward")
        account = bot.account("ben", platform)
        assert cleanup.stands(Command("1", room, account, "win", PATIENT, ref="r"), found) is asked


def test_after_five_minutes_teams_asks_whether_it_is_done(bot: Bot) -> None:
    bot.says("ben", f"for {PATIENT}", WEST, under="concern:101", ref="m1")
    bot.wait(minutes=4)
    assert len(requests(bot, "ben")) == 1
    bot.wait(minutes=2)
    first, second = requests(bot, "ben")
    assert "I asked you once more below" in first
    assert "[" not in first
    assert UNSEEN in second
    assert "I can't look at it now" in second
    press_done(bot, "ben")
    assert all("You say that it is done" in one for one in requests(bot, "ben"))
    bot.wait(hours=2)
    assert len(requests(bot, "ben")) == 2


def test_who_says_at_once_that_it_is_done_is_believed_where_we_can_t_look(bot: Bot) -> None:
    bot.says("ben", f"for {PATIENT}", WEST, under="concern:101", ref="m1")
    press_done(bot, "ben")
    bot.wait(hours=1)
    (only,) = requests(bot, "ben")
    assert "You say that it is done" in only
    assert "I have not looked" in only


def in_triage(bot: Bot) -> None:
    bot.says("kim", f"for {PATIENT}", TRIAGE, under="concern:101:it", ref="171.5")


def test_where_we_can_look_what_still_stands_is_asked_once_more(bot: Bot, eyes: Eyes) -> None:
    in_triage(bot)
    eyes.now = Seen(f"for {PATIENT}")
    bot.wait(minutes=6)
    assert eyes.asked == [("triage", "171.5", bot.ref("concern:101:it", TRIAGE))]
    _, second = requests(bot, "kim")
    assert STANDS in second
    assert "a name, a record number in it as it stands now" in second
    bot.wait(hours=2)
    assert len(requests(bot, "kim")) == 2
    assert "12345678" not in bot.everything()


@pytest.mark.parametrize(
    ("now", "told"), [(Gone(), "is deleted"), (Seen("for the one in the hall"), "is edited")]
)
def test_what_is_gone_or_clean_by_then_is_not_asked_again(
    bot: Bot, eyes: Eyes, now: Looked, told: str
) -> None:
    in_triage(bot)
    eyes.now = now
    bot.wait(minutes=6)
    (only,) = requests(bot, "kim")
    assert f"Thank you, your message {told}" in only
    assert "[" not in only


def test_who_says_it_is_done_and_it_is_not_is_asked_once_more(bot: Bot, eyes: Eyes) -> None:
    in_triage(bot)
    eyes.now = Seen(f"for {PATIENT}")
    press_done(bot, "kim")
    bot.wait(minutes=6)
    assert STANDS in requests(bot, "kim")[-1]
    press_done(bot, "kim")
    bot.wait(hours=2)
    assert len(requests(bot, "kim")) == 2


def test_where_slack_lets_us_not_look_we_ask(bot: Bot, eyes: Eyes) -> None:
    in_triage(bot)
    eyes.now = Unseen()
    bot.wait(minutes=6)
    assert UNSEEN in requests(bot, "kim")[-1]


def test_an_edit_or_a_deletion_settles_it(bot: Bot) -> None:
    bot.says("ben", f"for {PATIENT}", WEST, under="concern:101", ref="m1")
    bot.edits("ben", "m1", "for the one in the hall", WEST, "concern:101")
    (edited,) = requests(bot, "ben")
    assert "Thank you, your message is edited" in edited
    assert "I find no patient data in it" in edited
    bot.says("ben", f"and for {PATIENT}", WEST, under="concern:101", ref="m2")
    bot.deletes("ben", "m2", WEST, "concern:101")
    assert "Thank you, your message is deleted" in requests(bot, "ben")[-1]
    bot.wait(hours=1)
    assert len(requests(bot, "ben")) == 2


def test_an_edit_that_leaves_some_of_it_is_asked_about_anew(bot: Bot) -> None:
    bot.says("ben", f"for {PATIENT}", WEST, under="concern:101", ref="m1")
    bot.edits("ben", "m1", "for MRN 12345678", WEST, "concern:101")
    first, second = requests(bot, "ben")
    assert "You edited it, and I asked you once more" in first
    assert "has a record number in it" in second
    bot.edits("ben", "m1", "for the one in the hall", WEST, "concern:101")
    assert all("Thank you" in one for one in requests(bot, "ben"))


def test_a_deletion_that_was_asked_for_asks_nothing_about_the_concern(bot: Bot) -> None:
    bot.fills("ben", bot.says("ben", f"concern scanner dead, {PATIENT}", WEST, ref="m1"))
    bot.deletes("ben", "m1", WEST)
    assert "Withdraw" not in bot.sees("ben")
    assert "Thank you, your message is deleted" in bot.sees("ben")


def test_who_says_why_it_is_no_patient_data_need_change_nothing(bot: Bot) -> None:
    asked = bot.says("ben", "concern scanner dead, my cell is 415-555-0134", WEST, ref="m1")
    assert ASKED in requests(bot, "ben")[0]
    bot.fills("ben", asked, **{HOW: "mine", REASON: "my own number"})
    assert "Your message can stay" in requests(bot, "ben")[0]
    bot.wait(minutes=10)
    assert len(requests(bot, "ben")) == 1


def test_delivered_twice_it_is_asked_once(bot: Bot) -> None:
    bot.says("ben", f"notdoing C-999 {PATIENT}", WEST, ref="m1")
    bot.replay()
    assert len(requests(bot, "ben")) == 1


def test_a_form_says_what_it_is_without_and_promises_no_more(bot: Bot) -> None:
    shown = said(bot.says("ben", "concern scanner dead, my cell is 415-555-0134", WEST, ref="m1"))
    assert "Without what looks like patient data, it reads:" in shown
    assert "stays out of chat" not in shown
