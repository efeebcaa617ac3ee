"""R29: every word that is typed is kept, named in the answer, or refused; none is ignored."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.core.router import routes
from bot.core.unused_words import MOST, leaving_out
from bot.features import FEATURES
from bot.words.cards import Form, Message, Reply, line
from bot.words.events import Action, Command
from tests.golden.commands import FALLBACKS
from tests.harness import CAST, WARDS, Bot, form, message, said, staff

WORD = "zyzzyva"  # no word that anybody reads
TYPED = frozenset(name for kind, name in routes(FEATURES) if kind is Command) - FALLBACKS
# What only says that something was typed, not what came of it.
PASSING = frozenset({"inbox", "links", "accounts", "lanes", "held_answers", "shared_time", "audit"})
PEOPLE = (*CAST, staff("Cleo Hart", "both", "teams", roles=["custodian"]))
UNSAID = frozenset({"confidential", "anonymous"})
NURSE, IT, ADMIN, CUSTODIAN = "ben", "sam", "jo", "cleo"
WRONG_CODE = "Nothing was linked"
CODE = "receipt abcd-efgh-jkmn-pqrs"
LINES = (
    *((NURSE, verb) for verb in ("help", "help concerns", "hi", "hello", "hey", "?")),
    *((NURSE, f"concern printer {word}") for word in ("dead", "on 5 West is down")),
    *((NURSE, f"{verb} is this") for verb in ("raise", "what", "who")),
    *((NURSE, verb) for verb in ("concerns", "concerns open")),
    *((NURSE, verb) for verb in ("define eMAR", "what eMAR", "term", "term Med room = it")),
    *((NURSE, verb) for verb in ("terms", "home", "me", "me export", "link", "unlink", "wins")),
    *((NURSE, verb) for verb in ("win", "win @Sam the new label printer works", "win W-101")),
    *((NURSE, verb) for verb in ("kpi", "kpi new", "kpi K1", "kpi K1 before 41 of 120")),
    *((NURSE, verb) for verb in ("taskforce", "taskforce new", "taskforce T-1")),
    *((NURSE, f"{verb} C-101") for verb in ("show", "confirm", "metoo", "withdraw", "flag")),
    *((NURSE, verb) for verb in ("receipt", CODE, "oncall", "on-call", "oncall tonight")),
    *((NURSE, verb) for verb in ("huddles", "huddle", "huddle H-101", "report", "report nothing")),
    *((NURSE, verb) for verb in ("away", "away until friday", "back")),
    *((IT, f"{verb} C-101") for verb in ("take", "have", "answer", "note", "workaround")),
    *((IT, f"{verb} C-101") for verb in ("notdoing", "fixed", "reopen", "ticket", "assign")),
    *((IT, f"{verb} C-101") for verb in ("duplicate", "hold", "priority")),
    (IT, "assign C-101 Kim"),
    (IT, "vendor C-101"),
    (IT, "hold C-101 vendor until friday"),
    (IT, "duplicate C-101 C-102"),
    (IT, "duplicate C-101 of C-102"),
    (IT, "priority C-101 P1"),
    (IT, "oncall Kim tonight"),
    (IT, "oncall swap Kim Thu"),
    *((ADMIN, verb) for verb in ("setup", "rooms", "people", "people Ana", "undelivered")),
    *((ADMIN, verb) for verb in ("queues", "audit", "audit C-101", "digest", "digest last month")),
    *((ADMIN, verb) for verb in ("export", "export csv", "export json last month")),
    *((ADMIN, verb) for verb in ("legalhold", "legalhold C-101", "legalhold lift C-102")),
    *((ADMIN, f"huddle H-101 {verb}") for verb in ("pause", "resume", "skip", "move 09:30")),
    *((ADMIN, f"huddle H-101 {verb}") for verb in ("now", "end", "yesterday", "today")),
    *((CUSTODIAN, f"{verb} C-103") for verb in ("unseal", "unflag", "flag")),
    *((ADMIN, f"huddle H-101 {verb}") for verb in ("preview", "past")),
    (ADMIN, "people nobody"),
)
OTHERS = (
    *((NURSE, f"{verb} P-101") for verb in ("figures", "close")),
    *((NURSE, verb) for verb in ("polls", "polls all", "unvote P-101", "themes P-101")),
    *((NURSE, verb) for verb in ("vote P-101", "option P-101", "outcome P-101", "poll", "weigh")),
)


def scene(bot: Bot) -> None:
    """Something of everything, as far as typed words are about it."""
    bot.says("ben", "concern printer dead on 5 West", WARDS["5W"])
    bot.says("ana", "concern the scanner of the cart beeps twice")
    asked = form(bot.says("ana", "confidential"))
    bot.fills("ana", asked, text="our rounds list is printed twice")
    asked = form(bot.says("jo", "kpi new Readmission"))
    bot.fills("jo", asked, counted="unplanned returns within 30 days", out_of="discharges")
    bot.presses("ana", "kpi.agree", "1", "1")
    bot.presses("sam", "kpi.agree", "1", "1")
    asked = form(bot.says("jo", "taskforce new"))
    room = WARDS["5W"]
    rooms = f"{room.platform}|{room.workspace}|{room.id}"
    bot.fills("jo", asked, name="Numbers", purpose="Agree.", who="Ben, Sam", rooms=rooms)
    bot.says("jo", 'huddle "Joint" daily 08:15 in triage for 5 West')
    bot.presses("jo", "huddle.start", "101")
    bot.says("ben", "win @Sam the new label printer works on nights too")
    bot.says("jo", "oncall Sam 1 Mar to 30 Apr")
    bot.says("jo", "legalhold C-102 claim of 3 March")
    bot.says("ben", "poll Ready for Saturday? | Yes | No --closes friday", WARDS["5W"])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "corridor.db"
    bot = Bot(path, cast=PEOPLE)
    scene(bot)
    bot.end()
    return path


@pytest.fixture
def bot(prepared: Path, tmp_path: Path) -> Iterator[Bot]:
    shutil.copy(prepared, tmp_path / "corridor.db")
    bot = Bot(tmp_path / "corridor.db", cast=PEOPLE)
    yield bot
    bot.end()


def kept(bot: Bot) -> Mapping[str, str]:
    with bot.database() as db:
        names = set(inspect(db.connection()).get_table_names()) - PASSING
        return {n: str(db.execute(text(f'SELECT * FROM "{n}"')).all()) for n in sorted(names)}


def refused(reply: Reply) -> bool:
    return isinstance(reply, Message) and (not reply.blocks or reply.title == WRONG_CODE)


@pytest.mark.parametrize(("who", "words"), [*LINES, *OTHERS])
def test_no_word_is_ignored(bot: Bot, who: str, words: str) -> None:
    before = kept(bot)
    reply = bot.says(who, f"{words} {WORD}")
    after = kept(bot)
    named = WORD in said(reply) or WORD in str(reply)
    stored = any(WORD in rows for rows in after.values())
    assert named or stored or (refused(reply) and before == after), said(reply)


def test_every_word_that_can_be_typed_is_walked() -> None:
    assert {words.split()[0] for _, words in (*LINES, *OTHERS)} >= TYPED - UNSAID


@pytest.mark.parametrize("mode", sorted(UNSAID))
def test_what_is_typed_without_a_name_is_not_said_again(bot: Bot, mode: str) -> None:
    told = said(bot.says("ben", f"{mode} {WORD}"))
    assert "What you typed stands in this chat under your name." in told
    assert WORD not in told


def test_a_day_behind_skip_or_end_does_neither(bot: Bot) -> None:
    for verb in ("skip", "end"):
        told = said(bot.says("jo", f"huddle H-101 {verb} friday"))
        assert "I can't read “friday”, so nothing was changed." in told
    assert "daily 08:15" in said(bot.says("jo", "huddles"))


def test_a_sentence_behind_a_greeting_is_offered_as_a_concern(bot: Bot) -> None:
    offered = message(bot.says("ben", "hi there, the label printer jams"))
    assert offered.title == "Send to IT?"
    assert "the label printer jams" in said(offered)
    assert "I left out" not in said(bot.says("ben", "hello there"))


def test_what_is_left_out_stands_first() -> None:
    told = Message("Your concerns", (line("Nothing here."),))
    assert leaving_out(told, "  ") is told
    assert leaving_out(None, "21 days") == Message("I left out: 21 days")
    assert said(leaving_out(told, "21  days")).startswith("Your concerns\nI left out: 21 days\n")
    asked = leaving_out(Form("Define", Action("kpi.save"), ()), "x" * (MOST + 1))
    assert isinstance(asked, Form)
    assert asked.intro == (line(f"I left out: {'x' * MOST}…"),)
