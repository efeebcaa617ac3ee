"""A team's emoji on a message asks whoever put it there whether to raise it, and does nothing more."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.words.cards import Form, Message, Reply
from bot.words.delivery import Gone, Looked, Seen, Unseen
from bot.words.events import Channel, Reacted
from bot.words.plain_text import plain
from tests.features.test_cleanup import Eyes
from tests.harness import HARBOR, TRIAGE, Bot, buttons, said
from tests.privacy.versions import bytes_of

REF = "1772400000.000100"
WORDS = "the label printer prints nothing, pt Jane Sample waits"


@pytest.fixture
def eyes() -> Eyes:
    return Eyes()


@pytest.fixture
def bot(tmp_path: Path, eyes: Eyes) -> Iterator[Bot]:
    hospital = replace(HARBOR, raise_emoji="raise-it")
    bot = Bot(tmp_path / "bot.db", hospital=hospital, looks={"slack": eyes})
    yield bot
    bot.end()


def reacts(bot: Bot, who: str, emoji: str = "raise-it", *, added: bool = True) -> Reply:
    where = (TRIAGE, bot.account(who, "slack"), REF)
    return bot.send(Reacted(bot.id(), *where, emoji, added, bot.now))


def pressed(bot: Bot, who: str, room: Channel = TRIAGE) -> Reply:
    return bot.presses(who, "concern.that", f"m:{REF}", room=room)


def test_it_is_offered_and_nothing_is_read_kept_or_shown(bot: Bot, eyes: Eyes) -> None:
    eyes.now = Seen(WORDS)
    offered = reacts(bot, "sam")
    assert "Raise this as a concern?" in said(offered)
    (button,) = buttons(offered)
    assert (button.label, button.action.args) == ("Raise this", (f"m:{REF}",))
    assert eyes.asked == []
    assert bot.posts(TRIAGE) == []
    assert "C-1" not in said(bot.says("sam", "concerns open"))


@pytest.mark.parametrize(
    ("emoji", "added"), [("eyes", True), ("raise-it", False), ("raise", True), ("", True)]
)
def test_any_other_emoji_and_one_taken_away_are_silence(
    bot: Bot, emoji: str, *, added: bool
) -> None:
    assert reacts(bot, "sam", emoji, added=added) is None


def test_a_skin_tone_changes_nothing(bot: Bot) -> None:
    assert "Raise this" in said(reacts(bot, "sam", "raise-it::skin-tone-4"))


def test_without_the_setting_no_emoji_means_anything(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "other.db")
    assert reacts(bot, "sam", "") is None
    assert reacts(bot, "sam") is None
    bot.end()


def test_a_press_opens_the_form_with_the_cleaned_text(bot: Bot, eyes: Eyes) -> None:
    eyes.now = Seen(WORDS, bot.account("raj", "slack"))
    reacts(bot, "sam")
    form = pressed(bot, "sam")
    assert isinstance(form, Form)
    assert eyes.asked == [(TRIAGE.id, REF, "")]
    assert "label printer prints nothing" in plain(form)
    assert "Jane" not in plain(form)
    assert b"Jane" not in bytes_of(bot.path.parent)
    sent = bot.fills("sam", form)
    assert isinstance(sent, Message)
    assert "C-101 is with IT" in said(sent)
    assert "label printer prints nothing" in bot.card("concern:101:it", TRIAGE)
    # Its writer is asked to clean the message itself, as when it is picked from its menu.
    assert "Please edit or delete your message" in str(bot.posts(bot.dm("raj")))


@pytest.mark.parametrize("now", [Unseen(), Gone()])
def test_where_it_cannot_be_read_it_says_how(bot: Bot, eyes: Eyes, now: Looked) -> None:
    eyes.now = now
    told = said(pressed(bot, "sam"))
    assert "I can't read that message" in told
    assert "Raise as a concern" in told


def test_a_press_that_names_no_message_reads_none(bot: Bot, eyes: Eyes) -> None:
    eyes.now = Seen(WORDS)
    told = said(bot.presses("sam", "concern.that", room=TRIAGE))
    assert "I can't read that message" in told
    assert eyes.asked == []


def test_no_other_room_is_read_than_the_one_it_was_pressed_in(bot: Bot, eyes: Eyes) -> None:
    """A direct message may hold the question where the room refused it."""
    eyes.now = Seen(WORDS)
    assert "I can't read that message" in said(pressed(bot, "sam", bot.dm("sam")))
    assert eyes.asked == []


def test_a_guest_is_asked_nothing(bot: Bot) -> None:
    guest = replace(bot.account("sam", "slack"), id="U0GUEST", guest=True)
    assert bot.send(Reacted(bot.id(), TRIAGE, guest, REF, "raise-it", True, bot.now)) is None


def test_on_a_card_of_ours_it_is_between_people(bot: Bot) -> None:
    bot.says("sam", "concern the tray is out of labels", TRIAGE)
    assert bot.reacts("sam", "raise-it", "concern:101:it", TRIAGE) is None
