"""What happens in the frozen hospital: every noun is brought into every state it can have.

It speaks to the bot as people do, so it holds for as long as the dialogs in tests/features do.
Everybody in it is invented.
"""

import re

from bot.settings import PersonSetting, RoomSetting
from bot.words.cards import Form, Reply
from bot.words.events import Account, Channel
from tests.filled import BOTH, EVERY_ROOM, MORE
from tests.filled import number as id_of
from tests.harness import CAST, HOME, TRIAGE, WARDS, Bot, form, said, staff

START = "2026-03-06 10:00"
QUAY = Channel("web", HOME["web"], "quay")
PAT = PersonSetting(
    "Pat Lane",
    (Account("web", HOME["web"], "pat", "Pat Lane"),),
    side="clinical",
    unit="ED",
)
EVERYBODY = (
    *CAST,
    *MORE,
    *(staff(f"{name} West", "clinical", "teams", unit="5W") for name in ("Uma", "Vic", "Wes")),
    PAT,
)
PLACES = (*EVERY_ROOM, RoomSetting(QUAY, "ward", unit="ED", name="Quay"))
HUDDLE = "daily 08:15 in #it-golive, ward 5W, ward ICU, ward ED"
NURSES = ("ana", "ben", "uma", "vic", "wes", "priya")
ANALYSTS = ("sam", "kim", "raj", "jo")
KINDS = {
    "approval": "| Mon | Tue | Wed --approval",
    "multiple": "| Mon | Tue | Wed --multiple --limit 2",
    "ranked": "| A | B | C --ranked",
    "score": "| Alerts | Order sets --score 1-5",
    "weighted": "| A | B --weighted Cost .35, Ease .25, Help .40",
    "pulse": "--pulse",
    "sus": "--sus",
    "readiness": "--readiness",
}
VOTES = {
    "approval": "Mon, Tue",
    "multiple": "Mon, Wed",
    "ranked": "B > A",
    "score": "3 4",
    "weighted": "4 3 2 3 3 3",
    "pulse": "5 3",
    "sus": "5 4 2 1 2 3 2 4 5 2",
    "readiness": "Yes",
}


def concern(bot: Bot, words: str, who: str = "ana", unit: str = "5W") -> str:
    """Raise one in a ward's room; its number."""
    told = said(bot.says(who, f"concern {words}", WARDS[unit]))
    return number(told, "C")


def number(told: str, letter: str) -> str:
    named = re.search(rf"\b{letter}-(\d+)", told)
    assert named is not None, told
    return named[1]


def expect(reply: Reply, words: str) -> Reply:
    """The story goes on only if the bot did what it was asked."""
    assert words in said(reply), said(reply)
    return reply


def without_a_key(bot: Bot) -> None:
    """The first days of the hospital, before its texts are sealed."""
    concerns(bot)
    holds(bot)
    polls(bot)
    huddles(bot)


def with_keys(bot: Bot) -> None:
    """After texts are sealed, and keys were changed once."""
    unnamed(bot)
    wins(bot)
    measures(bot)
    more_polls(bot)
    people(bot)
    bot.at("2026-03-12 09:30")


def today(bot: Bot) -> None:
    """What has just happened when the hospital is frozen: its clocks are still running."""
    fixed = concern(bot, "the tube station jams on 5 West", "ben")
    bot.says("sam", f"fixed C-{fixed} the carrier was replaced, please look")
    step = concern(bot, "why do we sign every page of the handover twice", "ben")
    bot.presses("ben", "concern.kind", step, "why")
    bot.says("sam", f"fixed C-{step} one signature is enough from today")
    bot.says("ben", f"confirm C-{step}")
    bot.fills("ben", form(bot.says("ben", "anonymous")), text="this one is not posted yet")
    bot.fills("ana", form(bot.says("ana", "confidential")), text="the lists lie open at the desk")
    bot.says("sam", "answer C-101 please try the printer of 5 East until noon")
    bot.says("ana", "it works, thank you", WARDS["5W"], "concern:101")
    bot.says("jo", "poll Later? | Yes | No --opens mon 7:00 --closes mon 19:30 --in all")
    for words in (
        "Live? | Yes | No --live --remind",
        "Mood? | Yes | No --until-vote --repeat daily",
    ):
        asked = said(bot.says("jo", f"poll {words} --closes in 3 hours --in all"))
        expect(bot.says("ben", f"vote P-{number(asked, 'P')} Yes"), "Counted")
    bot.says("ben", "report slowed the printer on the ward")
    bot.says("jo", "huddle H-101 skip")
    bot.says("jo", 'huddle "IT morning" daily 09:30 in #it-golive for IT')
    bot.presses("jo", "huddle.start", "105")
    bot.says("jo", "link")
    bot.says("kim", "link")
    bot.says("jo", "win @Ben @Kim the tube station runs again")
    bot.presses("jo", "win.announce", "108")
    bot.wait(minutes=5)


def concerns(bot: Bot) -> None:
    """A concern in every state that a dialog leaves one in."""
    concern(bot, "the label printer on 5 West prints blank")  # 101, stays new
    acknowledged = concern(bot, "scanner in bay 2 does not pair", "ben")
    bot.says("sam", f"answer C-{acknowledged} we look at the pairing list now")
    bot.says("sam", f"note C-{acknowledged} second time this week")
    bot.says("sam", f"workaround C-{acknowledged} use the scanner from bay 3")
    bot.says("ben", "thank you, bay 3 works", WARDS["5W"], f"concern:{acknowledged}")
    taken = concern(bot, "monitor by the station flickers", "mia", "ICU")
    bot.says("sam", f"take C-{taken}")
    bot.says("sam", f"ticket C-{taken} INC0012345")
    bot.says("kim", f"priority C-{taken} P2 three rooms have it")
    fixed = concern(bot, "door badge reader is slow at the pharmacy", "lena", "5W")
    bot.says("sam", f"fixed C-{fixed} the reader has a new cable")
    reopened = concern(bot, "pump library is missing the new concentration", "ben")
    bot.says("sam", f"fixed C-{reopened} the library was sent to all pumps")
    bot.says("ben", f"reopen C-{reopened} two pumps still have the old one")
    closed = concern(bot, "eMAR times out at every login", "ana")
    bot.says("sam", f"fixed C-{closed} the session time is back at ten minutes")
    bot.says("ana", f"confirm C-{closed}")
    duplicate = concern(bot, "labels come out white again", "ben")
    bot.says("sam", f"duplicate C-{duplicate} C-101")
    bot.says("mia", "metoo C-101", WARDS["ICU"])
    declined = concern(bot, "please bring back the old start page", "ben")
    bot.says("sam", f"notdoing C-{declined} the vendor has switched it off for good")
    withdrawn = concern(bot, "the clock on the wall is wrong", "ben")
    bot.says("ben", f"withdraw C-{withdrawn}")
    harmed = concern(bot, "wrong dose warning hidden behind a window", "ben")
    bot.presses("ben", "concern.harm", harmed, "almost")
    bot.presses("ben", "concern.sbar", harmed)


def holds(bot: Bot) -> None:
    for reason in ("reporter", "vendor", "change", "decision"):
        held = concern(bot, f"interface to the lab drops results, case {reason}", "ben")
        bot.says("sam", f"hold C-{held} {reason} until friday")
    bot.says("jo", f"legalhold C-{held} claim of March")


def unnamed(bot: Bot) -> None:
    """In confidence and anonymous, answered, flagged, withdrawn and waiting to be posted."""
    for text, what in (
        ("one login is shared by everybody", "answer"),
        ("alarms are switched off too often", "fixed"),
        ("the printed lists lie around", "withdraw"),
    ):
        raised = bot.fills("ana", form(bot.says("ana", "confidential")), text=text)
        told = number(said(expect(raised, "with IT, in confidence")), "C")
        if what == "withdraw":
            bot.says("ana", f"withdraw C-{told}")
        else:
            bot.says("sam", f"{what} C-{told} we look at it with the unit's lead tomorrow")
        if what == "answer":
            bot.says("ben", f"flag C-{told}")
    for text in ("orders are signed by others", "the break room screen shows names"):
        code(bot.fills("ben", form(bot.says("ben", "anonymous")), text=text))
        bot.wait(minutes=31)


def code(reply: Reply) -> str:
    written = re.search(r"[b-z]{4}(?:-[b-z]{4}){3}", said(reply))
    assert written is not None, said(reply)
    return written[0]


def polls(bot: Bot) -> None:
    """One of each kind open, each voted on by one of either side."""
    for kind, asks in KINDS.items():
        told = said(bot.says("jo", f"poll How is {kind}? {asks} --in all --closes in 9 days"))
        poll = number(told, "P")
        for who in ("ana", "sam"):
            expect(bot.says(who, f"vote P-{poll} {VOTES[kind]}"), "Counted")
    bot.says("ana", "poll Ready? | Yes | No --add", WARDS["5W"])
    bot.says("jo", "poll Good day? | Yes | No --anonymous --in all")
    bot.says("ben", "vote P-110 Yes")
    bot.says("jo", "poll Which week? | This | Next --repeat weekly --closes in 8 hours --save week")


def more_polls(bot: Bot) -> None:
    """Closed: of each kind, with an outcome, a tie, or no votes; called off; a panel's round."""
    for kind, asks in KINDS.items():
        asked = bot.says("jo", f"poll How was {kind}? {asks}", TRIAGE)
        poll = number(said(asked), "P")
        expect(bot.says("sam", f"vote P-{poll} {VOTES[kind]}"), "Counted")
        bot.says("jo", f"close P-{poll}")
    told = [
        number(said(bot.says("jo", f"poll {words} --in all")), "P")
        for words in ("Move Saturday?", "Which name? | A | B", "Nobody? | A | B", "Off? | A | B")
    ]
    for nurse in NURSES:
        bot.says(nurse, f"vote P-{told[0]} Yes")
    for who, words in (("ana", "A"), ("sam", "B")):
        bot.says(who, f"vote P-{told[1]} {words}")
    for poll in told[:3]:
        bot.says("jo", f"close P-{poll}")
    bot.says("jo", f"outcome P-{told[0]} we move on Saturday, review 20 Mar")
    bot.presses("jo", "poll.drop", told[3])
    names = "Ana Ruiz, Ben Cole, Uma West, Vic West, Wes West, Sam Ortiz, Kim Lee"
    line = f"poll Which matter? | Falls | Waits --panel --anonymous --for {names} --in all"
    panel = number(said(bot.says("jo", line)), "P")
    for n, who in enumerate(("ana", "ben", "uma", "vic", "wes", "sam", "kim")):
        bot.says(who, f"vote P-{panel} 9 {1 + 8 * (n % 2)}")
    bot.says("jo", f"close P-{panel}")
    for act in ("poll.sides", "poll.discuss", "poll.round"):
        bot.presses("jo", act, panel)
    bot.says("jo", f"legalhold P-{told[0]} asked for by the works council")


def huddles(bot: Bot) -> None:
    """One that runs with answers, items and people away; a draft, one paused, one ended."""
    made = [
        number(said(bot.says("jo", f'huddle "{name}" {HUDDLE}')), "H")
        for name in ("Go-live", "Paused", "Ended", "Draft")
    ]
    for one in made[:3]:
        bot.presses("jo", "huddle.start", one)
    bot.says("jo", f"huddle H-{made[1]} pause")
    bot.says("jo", f"huddle H-{made[2]} end")
    bot.says("ben", "report unsafe the pumps alarm late")
    bot.says("mia", "report slowed two logins for one scan")
    bot.says("tom", "report need one more cart")
    decide = bot.says("sam", "report")
    bot.fills("sam", decide, changed="The index is rebuilt", decide="Which server goes first?")
    bot.wait(days=1)
    items(bot)
    bot.says("mia", "report nothing")
    bot.says("lena", "away until friday")
    bot.says("ben", "report unsafe the drug cabinet opens twice")


def items(bot: Bot) -> None:
    """What was brought to the huddle ends in each way there is."""
    acts = ["huddle.thread", "huddle.raise", "huddle.mine", "huddle.done"]
    for n in map(str, range(1, 9)):
        reply = bot.presses("ben", acts[0], "101", n)
        if isinstance(reply, Form):
            reply = bot.fills("ben", reply, decision="The second server goes first")
        if "Nothing was changed" not in said(reply):
            acts.pop(0)
        if not acts:
            return
    raise AssertionError(acts)


def wins(bot: Bot) -> None:
    """Draft, told in private, asking, posted, doubted, held, and taken back."""
    for text in ("a draft", "told", "asking", "posted", "doubted", "held", "retracted"):
        told = said(bot.says("jo", f"win @Ben @Kim scanners are fast again, {text}"))
        win = number(told, "W")
        if text == "told":
            bot.presses("jo", "win.private", win)
        if text in {"asking", "posted", "doubted", "held", "retracted"}:
            bot.presses("jo", "win.announce", win)
        if text in {"posted", "doubted", "held", "retracted"}:
            bot.presses("ben", "win.named", win)
            team = bot.presses("kim", "win.askteam", win)
            bot.fills("kim", team, team="the interface team")
        if text in {"doubted", "held"}:
            why = "patient" if text == "held" else "wrong"
            bot.fills("elena", bot.presses("elena", "win.doubt", win), why=why)
        if text == "retracted":
            bot.presses("jo", "win.retract", win)


def measures(bot: Bot) -> None:
    """Measures agreed to, proposed and counted; a task force; words known and unknown."""
    rooms = bot.says("jo", "taskforce new")
    who = "Ana, Ben, Sam, Kim, Jo"
    told = bot.fills("jo", rooms, name="Numbers", purpose="Agree.", who=who, rooms=BOTH)
    assert not isinstance(told, Form), told
    for name in ("Returns", "Falls"):
        asked = form(bot.says("jo", f"kpi new {name}"))
        bot.fills("jo", asked, counted=f"{name} within 30 days", out_of="discharges")
    bot.presses("ana", "kpi.agree", "1", "1")
    bot.presses("sam", "kpi.agree", "1", "1")
    bot.presses("ana", "kpi.agree", "2", "1")
    bot.says("kim", "kpi K1 before 412 of 2310 after 355 of 2298")
    bot.fills("jo", bot.presses("jo", "kpi.change", "1"), out_of="discharges home")
    bot.says("ana", "term crashroom = where the emergency cabinets are")
    bot.says("ana", "what whiteboard")
    bot.says("ben", "what eMAR here", WARDS["5W"])
    bot.says("ben", "concern call (212) 555-0142 about the fax")


def people(bot: Bot) -> None:
    """Who came by, who left, and who was found without a side."""
    for stranger in ("rex", "zoe", "gina"):
        bot.says(stranger, "hello")
    bot.says("pat", "concern the playground's printer is out of paper", QUAY)
    for gone in ("rex", "zoe"):
        bot.presses("jo", "people.remove", str(id_of(bot, gone)))
    expect(bot.presses("jo", "people.erase", str(id_of(bot, "zoe"))), "erased")
    bot.opens("sam")
