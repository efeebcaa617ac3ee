"""What came of what was typed: read from the database and from the answer, in a few words."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import text

from bot.features.concerns.offering import TITLE
from bot.words.cards import Form, Message, Reply
from bot.words.plain_text import plain
from storage.engine.session import HospitalSession

DOUBTS = ("as part of the answer", "this poll is with names")
OFFERS = {TITLE: "offered", "Say this as a win?": "thanks"}
TITLES = {
    "What you can say to me": "help",
    "You are welcome": "kind",
    "All right": "kind",
}
STORED = {
    "concern": "SELECT number, text FROM concerns",
    "entry": "SELECT n, kind, text FROM concern_entries WHERE number = 101 AND n > 0",
    "draft": "SELECT id, text FROM drafts",
    "win": "SELECT number, text FROM wins",
}


class Stored(NamedTuple):
    """The rows that a line may add to, by their number."""

    rows: Mapping[str, Mapping[int, tuple[str, ...]]]

    def since(self, before: "Stored", what: str) -> list[tuple[str, ...]]:
        return [row for n, row in self.rows[what].items() if n not in before.rows[what]]


def stored(db: HospitalSession) -> Stored:
    return Stored(
        {
            name: {row[0]: tuple(map(str, row[1:])) for row in db.execute(text(query))}
            for name, query in STORED.items()
        }
    )


def outcome(before: Stored, after: Stored, replies: Sequence[Reply]) -> str:
    """In the vocabulary of `lines`."""
    reply = next((reply for reply in replies if reply is not None), None)
    title = reply.title if reply is not None else ""
    entries = [row for row in after.since(before, "entry") if row[0] != "change"]
    if raised := after.since(before, "concern"):
        return f"raised {raised[0][0]}"
    if entries:
        kind, words = entries[0]
        asked = "?" if title.startswith("Is this for IT only?") else ""
        return f"{kind}{asked} {words}"
    if wins := after.since(before, "win"):
        assert isinstance(reply, Message)
        names = re.search(r"^For (.*?)$", plain(reply), re.MULTILINE)
        return f"win {names[1] if names else 'nobody'}: {wins[0][0]}"
    if drafts := after.since(before, "draft"):
        return _drafted(drafts[0][0], title, reply)
    return _answered(title, reply)


def _drafted(draft: str, title: str, reply: Reply) -> str:
    if title.startswith("Not open yet"):
        asked = json.loads(draft)
        shown = plain(reply) if reply is not None else ""
        who = "anonymous" if "anonymous" in asked.get("more", "") else "named"
        if any(doubt in shown for doubt in DOUBTS):
            who += "?"
        return f"poll {who} " + " | ".join([asked["question"], *asked["options"].split("\n")])
    if title.startswith("Did you mean"):
        return f"meant {draft}"
    return f"{OFFERS.get(title, title)} {draft}"


def _answered(title: str, reply: Reply) -> str:
    if isinstance(reply, Form):
        if reply.action.name == "offer.note":
            return f"which {reply.fields[0].value}"
        return f"form {reply.action.name}"
    if reply is None:
        return "nothing"
    if found := re.match(r"[CPHW]-\d+(?= · )", title):
        return f"shows {found[0]}"
    if re.match(r"Ana Ruiz, \w{3} \d\d \w{3}", title):
        return "home"
    return TITLES.get(title) or f"told {title}"
