"""Every form of every act: how a person of Slack comes to it, and what they could fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.words.events import Action, Channel
from bot.words.picked import room_key
from tests.filled import fill, house
from tests.harness import TRIAGE

PATIENT = "MRN 00482913"  # the guard gives back any field that has it
WORDS = "the whole print cart was swapped with a new one today"
NO_WORDS = frozenset({"concern.assumed", "kpi.takeback"})
"""Nothing is typed into these, and each thing that can be chosen is right."""
NO_DIGEST = frozenset({"receipt.again", "receipt.open", "receipt.say"})
"""Of these nothing is kept that tells a repeat (`tests/privacy`); see `test_core.py`."""
GOLIVE = Channel("slack", "T0HOSPITAL", "it-golive")
LEADERS = Channel("teams", "tenant", "leaders")
DRAWN = frozenset({"poll.themes", "concern.vendor"})
"""What can be chosen in these is known once they are drawn, by a room that holds a guest for one;
see `test_polls_themes.py` and `test_guests.py`."""
OLD_WINDOWS = frozenset({"concern.send", "unnamed.send"})
"""Windows that an older version opened: none is drawn any more."""


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody opens the form by a press (`args`) or, where they are None, by typed `words`; right
    is what stores something, and wrong what does not."""

    press: str = ""
    args: tuple[str, ...] = ()
    words: str = ""
    who: str = "jo"
    right: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def action(self) -> Action:
        return Action(self.press, self.args)

    @property
    def refused(self) -> Mapping[str, str]:
        """The same with one field that is not taken."""
        return dict(self.right) | dict(self.wrong)


def way(press: str, *args: str, bad: str = "", by: str = "jo", **right: str) -> Way:
    """`bad` is the field that the refused try spoils with a patient's number."""
    return Way(press, args, "", by, right, {bad: PATIENT} if bad else {})


WAYS: Mapping[str, Way] = {
    "away.save": Way(
        words="away until", right={"until": "2026-03-20"}, wrong={"until": "2025-03-01"}
    ),
    "concern.answer": way("concern.answer", "101", bad="text", text=WORDS),
    "concern.assign": way("concern.assign", "101", bad="person", person="Kim Lee"),
    "concern.assumed": way("concern.assumed", "109", reach="site"),
    "concern.fixed": way("concern.fixed", "101", bad="note", note=WORDS),
    "concern.hold": replace(
        way("concern.hold", "101", **{"for": "vendor", "look": "2026-03-20"}),
        wrong={"look": "2026-01-01"},
    ),
    "concern.link": way("concern.link", "101", bad="number", number="C-105"),
    "concern.notdoing": way("concern.notdoing", "105", bad="reason", reason=WORDS),
    "concern.priority": way("concern.priority", "101", bad="reason", priority="P1", reason=WORDS),
    "concern.raise": way("concern.new", bad="text", text="the label printer on 5 West is slow"),
    "concern.reopen": way("concern.reopen", "108", bad="reason", reason=WORDS),
    "concern.sbar": way("concern.sbar", "101", bad="situation", situation=WORDS),
    "concern.ticket": way("concern.ticket", "101", bad="ticket", ticket="INC0000042"),
    "huddle.answer": way("huddle.more", "101", "it", "", "2026-03-09", bad="good", good=WORDS),
    "huddle.ask": way("huddle.questions", "101", bad="unsafe", unsafe="Is anything unsafe?"),
    "huddle.done": way("huddle.done", "101", "1", bad="decision", decision=WORDS),
    "huddle.owner": replace(
        way("huddle.owner", "101", "1", person="Sam Ortiz", due="2026-03-20"),
        wrong={"due": "2025-03-01"},
    ),
    "huddle.save": replace(
        way("huddle.change", "101", name="Go-live", when="daily 09:30"), wrong={"when": "never"}
    ),
    "huddle.tell": Way(
        words="report C-101", right={"text": WORDS, "kind": "changed"}, wrong={"text": PATIENT}
    ),
    "inside.say": way("inside.write", "107", bad="text", text=WORDS),
    "kpi.point": way("kpi.counts", "1", "1", bad="after", before="412 of 2310", after="99 of 2298"),
    "kpi.save": way("kpi.new", bad="counted", name="Falls", counted=WORDS, out_of="stays"),
    "kpi.takeback": way("kpi.takeback", "1"),
    "me.save": replace(way("me.change", unit="5W", days="Mon Tue"), wrong={"days": "Noneday"}),
    "offer.note": Way(
        words="IT only: the vendor knows this model",
        right={"text": WORDS, "number": "C-101"},
        wrong={"text": PATIENT},
    ),
    "oncall.save": way("oncall.change", bad="who", who="Sam", when="tonight"),
    "people.save": way("people.change", "17", bad="days", unit="ICU", days="mon-fri"),
    "poll.add": way("poll.add", "102", bad="option", option="Later"),
    "poll.make": way("poll.new", bad="question", question="Ready now?", options="Yes\nNo"),
    "poll.outcome": way("poll.outcome", "101", bad="outcome", outcome=WORDS),
    "poll.tie": way("poll.tie", "106", bad="why", which="A", why=WORDS),
    "poll.vote": way("poll.ballot", "105", bad="text", text=WORDS),
    "setup.save": Way(
        words="setup", right={"purpose": "huddle", "name": "Labels"}, wrong={"name": PATIENT}
    ),
    "taskforce.start": way(
        "taskforce.new",
        bad="purpose",
        name="Labels",
        purpose=WORDS,
        who="Ana, Ben, Sam, Kim, Jo",
        rooms=",".join(map(room_key, (GOLIVE, LEADERS))),
    ),
    "term.save": Way(
        words="term", right={"word": "tele", "clinical": WORDS}, wrong={"clinical": PATIENT}
    ),
    "win.flag": way("win.doubt", "101", bad="words", why="wrong", words="it was two units"),
    "win.save": way(
        "win.new", bad="text", who="Ana Ruiz, Raj Patel", text="labels print again on 5 West"
    ),
    "win.team": way("win.askteam", "103", by="kim", bad="team", team="the interface team"),
}


def filled(path: Path) -> datetime:
    """The house with all of that in it: C-107 is in confidence, C-108
    closed, C-109 new and theirs, P-106 ended in a tie. What time it
    is there by now (UTC)."""
    bot = house(path)
    fill(bot, "m")
    bot.says("jo", "poll Lunch? | A | B --in all", TRIAGE)
    for voter in ("ana", "ben", "lena", "sam", "kim", "raj"):
        bot.says(voter, f"vote P-106 {'A' if bot.account(voter).platform == 'teams' else 'B'}")
    bot.says("jo", "close P-106")
    asked = bot.presses("jo", "concern.new")
    bot.fills("jo", asked, text="the rounding cart is slow", mode="confidential")
    bot.says("jo", "concern the rounding tablet is slow")
    bot.says("sam", f"fixed C-108 {WORDS}")
    bot.says("jo", "confirm C-108")
    bot.says("jo", "concern the cart of the night shift is slow")
    bot.end()
    return bot.now
