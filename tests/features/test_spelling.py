"""R38: whatever a sentence says to type is spelled as it works where it is read."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack import parse as slack
from adapters.slack import spelling as slack_spelling
from adapters.slack.parse import Origin
from adapters.slack.workspaces import Bot as SlackBot
from adapters.teams import parse as teams
from adapters.teams import spelling as teams_spelling
from adapters.teams.door import Kind
from adapters.teams.parse_events import origin_of
from adapters.web import parse as web
from adapters.web import spelling as web_spelling
from adapters.web.people import PANES, Actor, Place, View
from bot.core.router import routes
from bot.core.typed_text import spoken
from bot.features import FEATURES
from bot.words.cards import Bold, Form, Message, line
from bot.words.events import Account, Action, Channel, Command, Event, Press, Said
from bot.words.fields import TextField
from bot.words.plain_text import plain
from bot.words.spelling import Spelling, mentioning, plainly, say, spelled
from bot.words.typed import first_word
from tests.harness import TRIAGE, WARDS, Bot, said

ROOT = Path(__file__).parents[2]
TABLE = routes(FEATURES)
SAMPLES = {
    "huddle.label": "H-101",
    "huddle.name": "H-101",
    "win.name": "W-101",
    "poll.name": "P-101",
    "kpi.number": "1",
}
BY_ARGUMENT = {"example", "entry.say", "f'kpi K{kpi.number} {words}'"}
"""Words that come from elsewhere, which `HELPED` and `ACTS` have."""
OURS = SlackBot("T0", "T0", "UBOT", "BBOT", "xoxb-1")
ROOM = Channel("slack", "T0", "C0")
ANA = Account("web", "playground", "ana")
NOW = datetime(2026, 3, 8, tzinfo=UTC)


def marked() -> Iterator[str]:
    """What every call of `say` in the bot names, where that can be read in the source."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_say(node.func):
                yield from _words(node.args[0], path)


def _is_say(func: ast.expr) -> bool:
    if isinstance(func, ast.Attribute):
        return func.attr == "say" and isinstance(func.value, ast.Name)
    return isinstance(func, ast.Name) and func.id == "say"


def _words(arg: ast.expr, path: Path) -> Iterator[str]:
    match arg:
        case ast.Constant(value=str(words)):
            yield words
        case ast.Name(id=name) if name.isupper():
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield getattr(importlib.import_module(module), name)
        case ast.Attribute() if ast.unparse(arg) in SAMPLES:
            yield SAMPLES[ast.unparse(arg)]
        case ast.JoinedStr(values=parts) if ast.unparse(arg) not in BY_ARGUMENT:
            yield "".join(
                SAMPLES[ast.unparse(part.value)]
                if isinstance(part, ast.FormattedValue)
                else str(part.value)  # type: ignore[attr-defined]
                for part in parts
            )
        case _:
            assert ast.unparse(arg) in BY_ARGUMENT, f"{path.name}: what is {ast.unparse(arg)}?"


HELPED = [entry.say for feature in FEATURES for entry in feature.help]
ALL = sorted({*marked(), *HELPED, "kpi K1 baseline 14 min", "take C-101", "hold C-101 vendor"})


def by_slash(shown: str) -> Command:
    name, _, rest = shown.partition(" ")
    assert name in {"/corridor", "/concern", "/poll", "/huddle", "/win"}, shown
    body = {"user_id": "U1", "channel_id": "C0", "command": name, "text": rest, "trigger_id": "t"}
    return command(slack.command(body, OURS).event)


def by_slack_mention(shown: str) -> Command:
    assert shown.startswith("@Corridor "), shown
    told = {"ts": "1.0", "channel": "C0", "text": shown.replace("@Corridor", "<@UBOT>", 1)}
    return command(slack.spoken(OURS, told, Origin("mention", "U1", "C0")).event)


def by_teams(shown: str, kind: str = "channel") -> Command:
    text = shown.replace("@Corridor", "<at>Corridor</at>", 1)
    named = {"type": "mention", "text": "<at>Corridor</at>", "mentioned": {"id": "28:app"}}
    activity = {
        "type": "message",
        "id": "1",
        "text": text,
        "serviceUrl": "https://smba.example/",
        "from": {"id": "29:ana", "aadObjectId": "ana"},
        "recipient": {"id": "28:app", "name": "Corridor"},
        "conversation": {"id": "19:c@thread.tacv2", "conversationType": kind, "tenantId": "t"},
        "entities": [named] if text != shown else [],
    }
    where = origin_of(activity)
    (event,) = teams.events(Kind.MESSAGE, activity, where, where.account)
    return command(event)


def by_web(shown: str, *, dm: bool = False) -> Command:
    pane = next(iter(PANES.values()))
    where = Channel("web", "playground", "ana" if dm else "5w", dm=dm)
    view = View(pane, Actor(ANA, "Ana", "clinical", "5W", "", "A"), Place(where, "5 West", "ward"))
    return command(web.said(web.PageRequest({"text": shown, "once": "a" * 12}, view, NOW)))


def command(event: Event) -> Command:
    assert isinstance(event, Command), event
    return event


PLACES: dict[str, tuple[Spelling, Callable[[str], Command]]] = {
    "slack, privately in a channel": (slack_spelling.slashed, by_slash),
    "slack, on a card in a channel": (slack_spelling.posted(ROOM), by_slack_mention),
    "slack, direct": (
        slack_spelling.posted(Channel("slack", "T0", "U1", dm=True)),
        by_slack_mention,
    ),
    "teams, on a card in a channel": (teams_spelling.posted(ROOM), by_teams),
    "teams, on a card in a group chat": (
        teams_spelling.posted(ROOM),
        lambda shown: by_teams(shown, "groupChat"),
    ),
    "teams, direct": (plainly, lambda shown: by_teams(shown, "personal")),
    "web, in a room": (web_spelling.slashed, by_web),
    "web, on a card": (web_spelling.posted(ROOM), by_web),
    "web, direct": (plainly, lambda shown: by_web(shown, dm=True)),
}
PLACES["slack, direct"] = (
    PLACES["slack, direct"][0],
    lambda shown: by_slack_mention(f"@Corridor {shown}"),  # the way of all that is said to us
)


def read(event: Command) -> tuple[str, str]:
    found = spoken(event, lambda verb: (Command, verb) in TABLE)
    return found.verb, found.rest


@pytest.mark.parametrize("place", PLACES)
def test_what_is_shown_there_works_there(place: str) -> None:
    spelling, typed = PLACES[place]
    assert len(ALL) > 60
    for words in ALL:
        shown = spelled(say(words), spelling)
        meant = read(Command("e", ROOM, ANA, *first_word(words)))
        assert meant[0], f"{words}: no verb of ours"
        assert read(typed(shown)) == meant, f"{place}: {shown}"


def test_slack_has_a_slash_of_its_own_for_each_job_and_none_in_threads() -> None:
    said_here = Command("e", ROOM, ANA, "concern")
    assert slack_spelling.spelling(said_here)("concern printer dark") == "/concern printer dark"
    assert slack_spelling.spelling(said_here)("help polls") == "/corridor help polls"
    below = Command("e", ROOM, ANA, "concern", thread="1.0")
    assert slack_spelling.spelling(below)("help") == "@Corridor help"


def test_teams_answers_what_was_typed_in_ones_own_chat_and_a_button_where_it_stands() -> None:
    room = Channel("teams", "t", "19:c@thread.tacv2")
    assert teams_spelling.spelling(Command("e", room, ANA, "help"))("me") == "me"
    assert teams_spelling.spelling(Said("e", room, ANA, "take C-101", "1"))("me") == "me"
    assert teams_spelling.spelling(Press("e", room, ANA, Action("me.show")))("me") == "@Corridor me"


def test_all_parts_of_an_answer_are_spelled_and_others_are_the_very_same() -> None:
    told = Message(f"Type {say('help')}", (line("or ", Bold(say("me"))), line("or not")))
    assert plain(spelled(told, mentioning)) == "Type @Corridor help\nor @Corridor me\nor not"
    asked = Form("Win", Action("win.new"), (TextField("who", "Who", error=f"As {say('win')}"),))
    assert "As /win" in plain(spelled(asked, web_spelling.slashed))
    same = Message("Nothing to type", (line("here"),))
    assert spelled(same, mentioning) is same


def test_a_refusal_names_the_words_that_work_there(bot: Bot) -> None:
    assert "Type @Corridor help to see" in said(bot.says("sam", "xyzzy", TRIAGE))
    assert "Type help to see" in said(bot.says("sam", "xyzzy"))
    assert "@Corridor take C-101" in said(bot.says("sam", "take", TRIAGE))
    assert "Type @Corridor concerns to see" in said(bot.says("ben", "C-999", WARDS["5W"]))


def test_nobody_types_the_marks(bot: Bot) -> None:
    told = said(bot.says("ana", f"concern the printer {say('help')} is dark", WARDS["5W"]))
    assert "C-101" in told
    assert "the printer help is dark" in bot.card("concern:101:it", TRIAGE)


IN_OWN_CHAT = frozenset(("admins.py", "setup.py", "account_linking.py"))
"""They speak of a direct message, where words are typed as they are."""


def test_no_sentence_says_to_type_a_word_without_its_spelling() -> None:
    verbs = "|".join(sorted(name for kind, name in TABLE if kind is Command and name.isalpha()))
    bare = re.compile(rf"\b[Tt]ypes? (?:{verbs})\b")
    found = [
        f"{path.name}: {node.value}"
        for path in sorted((ROOT / "bot" / "features").rglob("*.py"))
        if path.name not in IN_OWN_CHAT
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
        if bare.search(node.value)
    ]
    assert not found, "\n".join(found)
