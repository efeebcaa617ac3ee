"""Rooms: which channels have a purpose."""

from bot.core.audit import note
from bot.core.room_facts import redraw
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import admins
from bot.features.lists import listing
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Heading,
    Line,
    Message,
    Reply,
    Row,
    Spans,
    line,
)
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from bot.words.spelling import in_room, say
from storage.nouns import rooms
from storage.nouns.rooms import PURPOSES, Room

feature = Feature("rooms", (Help("rooms", "which channel is for what", "admin"),), lasts=True)
WORDS = {
    "ward": "Ward: concerns come from here",
    "triage": "Triage: IT works on them here",
    "wins": "Wins are announced here",
    "huddle": "The joint stand-up is here",
    "leaders": "Leaders read the week here",
}
MOST = 40
EMPTY = f"None yet. Add me to a channel and type {in_room('setup')} there."
ALL = f"Type {say('rooms')} to see all of them."
IN_FILE = "This room is in the settings file (corridor.toml, [[rooms]]): change it there."


@feature.command("rooms")
def by_words(event: Command, work: Work) -> Reply:
    """All of them, or those whose purpose, name, unit, platform or systems hold a word."""
    admins.only(work)
    wanted = event.rest.strip().casefold()
    found = [r for r in rooms.all_of(work.db) if wanted in _searched(r).casefold()]
    if wanted and not found:
        raise Refused(f"No room has “{wanted[:40]}” in it. {ALL}")
    return listed(found)


def _searched(room: Room) -> str:
    return " ".join((room.purpose, room.name, room.called, room.unit, room.platform, *room.systems))


@feature.press("rooms.list", right="admin", opens=True)
def by_button(event: Press, work: Work) -> Reply:
    return listed(rooms.all_of(work.db))


def listed(found: list[Room]) -> Message:
    """By purpose, each with a button that ends it, where the settings file has no say."""
    blocks: list[Block] = []
    for purpose in PURPOSES:
        rows = [_row(room) for room in found[:MOST] if room.purpose == purpose]
        blocks += [Heading(WORDS[purpose]), *rows] if rows else []
    more = len(found) - MOST
    left_out = f"And {more} more. To find one: {say('rooms ward')}." if more > 0 else ""
    return listing("Rooms", blocks, empty=EMPTY, left_out=left_out)


def _row(room: Room) -> Row | Line:
    detail = room.unit or ", ".join((*room.systems, *room.kinds))
    shown: Spans = (Bold(name(room)), f" · {detail}" if detail else "")
    if room.guests:
        shown = (*shown, " · a guest reads there")
    if room.settled:
        none = Button("No guest any more", Action("rooms.alone", room.address))
        fixed = (*shown, " · in corridor.toml")
        return Row(fixed, none) if room.guests else line(*fixed)
    sure = f"Is {name(room)} no room any more?"
    return Row(shown, Button("Remove", Action("rooms.remove", room.address), confirm=sure))


def name(room: Room) -> str:
    return f"{room.spoken} ({room.platform.capitalize()})"


@feature.press("rooms.remove", right="admin")
def remove(event: Press, work: Work) -> Reply:
    room = rooms.at(work.db, address(event.action.args))
    if room is None:
        raise Refused(f"That channel is no room already. Type {say('rooms')} to see which are.")
    if room.settled:
        raise Refused(IN_FILE)
    note(work, "room.changed", f"{room.purpose} room", "removed")
    rooms.drop(work.db, room.address)
    rest = Buttons((Button("Other rooms", Action("rooms.list")),))
    return Message("Removed", (line("What is shown there stays; nothing new will come."), rest))


@feature.press("rooms.alone", right="admin")
def alone(event: Press, work: Work) -> Reply:
    """Cards are whole there again. Of a room in the settings file, too: the file says nothing of
    guests."""
    room = rooms.at(work.db, address(event.action.args))
    if room is None or not room.guests:
        raise Refused(f"No guest is known to read there. {ALL}")
    room.guests = False
    note(work, "room.changed", f"{room.purpose} room", "no guest")
    redraw(work)
    return Message(f"No guest in {room.spoken}", (line("The cards there are whole again."),))


def address(args: tuple[str, ...]) -> tuple[str, str, str]:
    """Which channel a button or a form is about: platform, workspace, channel."""
    if len(args) != 3:
        raise Refused(
            f"That button is from an older version. Type {say('rooms')} to see what is current."
        )
    platform, workspace, channel = args
    return platform, workspace, channel
