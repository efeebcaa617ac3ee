"""A patient's name and number on every way in there is, at the level that logs most: they are in no
file, database, metric or log, and on no wire that goes out."""

import copy
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.privacy import Checked, Guard
from bot.words.events import Action, Command, Deed, Press, Reacted, Said, Shortcut, Submit
from tests.filled import fill, house
from tests.fuzz import FIELDS, routes_of_people
from tests.harness import TRIAGE, WARDS, Bot
from tests.logged import logged as all_logged
from tests.walk import Walk
from tests.wire.mutants import ASKED, COMMAND, SLACK, TEAMS, WEB, _put, _spots
from tests.wire.running import eventually, running
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import config
from tests.wire.test_fuzz_http import PLAYGROUND, TOKEN, Web

NAME, NUMBER = ("Zebulon", "Quxworth"), "00482913"
PLANTED = f"the cart is slow, pt {' '.join(NAME)} MRN {NUMBER}"
# Where people write, in what platforms and pages send.
TEXTS = frozenset(("text", "challenge", "private_metadata", "value", "f.text", "emoji"))
NAMES = frozenset(("name", "username", "user_name"))
PROFILE = f"Ana Ruiz, MRN {NUMBER}"


def found(where: str) -> list[str]:
    """What of it is there, with what is around it."""
    spots = [(where.find(word), word) for word in (*NAME, NUMBER)]
    return [f"{word}: …{where[max(0, at - 200) : at + 80]}…" for at, word in spots if at >= 0]


# The kinds that are told by more than a label and a number, each with what must not be found again.
KINDS = {
    "said": ("the band says mrn nine oh two eight one four", ("nine oh two",)),
    "mistyped": ("patinet Zebulon Quxworth is stuck", ("Zebulon", "Quxworth")),
    "pulled apart": ("mrn 4 8 2 9 1 3 is wrong", ("4 8 2 9",)),
    "HL7": ("QUXWORTH^ZEBULON^A is not in the worklist, mrn 00482913", ("QUXWORTH", "00482913")),
    "Spanish": ("fecha de nac. 24 de marzo de 1961 está mal", ("24 de marzo",)),
    "registration": ("pt dob19610304 is wrong", ("19610304",)),
    "scanned": ("scanned 00482913, wrong patient came up", ("00482913",)),
    "beside a room": ("Okafor in 512 has no band", ("Okafor",)),
    "other script": ("pt Ольга Петрова has two charts", ("Петрова",)),
    "abroad": ("NHS no 943 476 5919, pt's mum on 0161 496 0000", ("943 476", "496 0000")),
    "link": ("https://ehr.example/patient/alice-walker/orders hangs", ("alice-walker",)),
}


@pytest.fixture
def logged() -> Iterator[StringIO]:
    with all_logged() as stream:
        yield stream


def deeds(bot: Bot, who: str) -> Iterator[Deed]:
    """Every route there is, with the words wherever a person could put them."""
    numbers = ("101",)
    for kind, name in routes_of_people():
        at = (bot.id(), bot.dm(who), bot.account(who))
        if kind is Command:
            for before in ("", "C-101 ", "P-102 ", "H-101 ", "101 "):
                yield Command(bot.id(), TRIAGE, at[2], name, before + PLANTED)
        elif kind is Press:
            yield Press(*at, Action(name, (PLANTED,)))
            yield Press(bot.id(), *at[1:], Action(name, (*numbers, PLANTED, PLANTED)))
        elif kind is Submit:
            for args in ((), numbers, ("101", "1")):
                yield Submit(bot.id(), *at[1:], Action(name, args), dict.fromkeys(FIELDS, PLANTED))
        elif kind is Shortcut:
            yield Shortcut(*at, Action(name), PLANTED)


def talk(bot: Bot, who: str) -> Iterator[Deed]:
    """Under everything that is shown: written, edited, thought of, taken back."""
    for room in (TRIAGE, *WARDS.values()):
        for post in bot.posts(room):
            ref, me = bot.ref(post.key, room), bot.account(who)
            yield Said(bot.id(), room, me, PLANTED, f"m{ref}", ref, files=1)
            yield Said(bot.id(), room, me, f"{PLANTED} again", f"m{ref}", ref, "edited")
            yield Reacted(bot.id(), room, me, ref, PLANTED)
            yield Said(bot.id(), room, me, "", f"m{ref}", ref, "deleted")


@pytest.mark.parametrize("who", ["jo", "ana"])
def test_on_no_route_of_the_core(tmp_path: Path, logged: StringIO, who: str) -> None:
    bot = house(tmp_path / "corridor.db")
    fill(bot, "quay")
    for event in (*deeds(bot, who), *talk(bot, who)):
        reply = bot.send(event)
        if not isinstance(event, Press):  # what a button carries is nobody's words, nor kept
            assert found(repr(reply)) == [], event
    bot.wait(days=2)
    assert found(bot.everything()) == []
    for chat in bot.chats.values():
        assert found(repr(list(chat.posts.values()))) == []
    assert found(logged.getvalue()) == []
    bot.end()
    for path in tmp_path.rglob("*"):
        assert found(path.read_bytes().decode("utf-8", "replace")) == [], path


def test_no_kind_of_identifier_is_kept(tmp_path: Path, logged: StringIO) -> None:
    """Each as a concern, as an answer under it and in the form that comes back."""
    bot = house(tmp_path / "corridor.db")
    bot.says("jo", "concern the printer is dead", WARDS["5W"])
    for sentence, words in KINDS.values():
        bot.says("ana", f"concern {sentence}", WARDS["5W"])
        for post in bot.posts(TRIAGE):
            ref = bot.ref(post.key, TRIAGE)
            bot.send(Said(bot.id(), TRIAGE, bot.account("sam"), sentence, f"m{ref}", ref))
        shown = repr([list(chat.posts.values()) for chat in bot.chats.values()])
        for word in words:
            assert word not in bot.everything(), sentence
            assert word not in shown, sentence
            assert word not in logged.getvalue(), sentence
    bot.end()
    for path in tmp_path.rglob("*"):
        kept = path.read_bytes().decode("utf-8", "replace")
        assert not [word for _, words in KINDS.values() for word in words if word in kept], path


def test_in_forms_as_people_fill_them_in(tmp_path: Path, logged: StringIO) -> None:
    """Each form that the bot shows anybody, with the words in all its fields."""
    bot = house(tmp_path / "corridor.db")
    fill(bot, "quay")
    walk = Walk(bot, "jo")
    for _ in walk.everything():
        pass
    sent = 0
    for kind, name, args, values in walk.acts:
        if kind is Submit:
            filled = dict.fromkeys(values, PLANTED)
            bot.submits("jo", name, *args, **filled)
            sent += 1
    assert sent > 30
    assert found(bot.everything()) == []
    assert found(repr([list(chat.posts.values()) for chat in bot.chats.values()])) == []
    assert found(logged.getvalue()) == []
    bot.end()


def planted(among: tuple[Any, ...]) -> Iterator[Any]:
    """Each of them, with the words in one place after the other where people write, and a number in
    the names of profiles, which are their owners' and stay."""
    for one in among:
        for spot in _spots(one):
            words = PLANTED if spot[-1] in TEXTS else PROFILE if spot[-1] in NAMES else ""
            if words and isinstance(_at(one, spot), str):
                made = copy.deepcopy(one)
                _put(made, spot, words)
                yield made


def _at(value: Any, spot: tuple[Any, ...]) -> Any:
    for key in spot:
        value = value.get(key) if isinstance(value, dict) else value[key]
    return value


def test_on_no_wire(tmp_path: Path, logged: StringIO) -> None:
    """The real app with Slack, Teams and the playground at once."""
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        env = {
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_API_URL": slack.api_url,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "TEAMS_AUTH": "off",
            "LOG_LEVEL": "DEBUG",
        }
        (tmp_path / "kept").mkdir()
        with running(tmp_path / "kept", env, config(slack) + PLAYGROUND) as app:
            web = Web(app, slack.app.signing_secret)
            _all(web, slack)
            eventually(lambda: web.client.get("/readyz").status_code == 200)
            pages = web.client.get("/").text + web.client.get("/metrics").text
            stored, calls = app.stored(), repr(slack.calls)
            web.client.close()
        assert slack.calls
        assert found(pages) == []
        assert found(stored) == []
        assert found(calls) == []
        assert found(logged.getvalue()) == []
        assert '"event"' in logged.getvalue()
        for path in (tmp_path / "kept").rglob("*"):
            assert found(path.read_bytes().decode("utf-8", "replace")) == [], path


def _all(web: Web, slack: FakeSlack) -> None:
    form = "application/x-www-form-urlencoded"
    events = [web.signed(_ours(slack, one), "application/json") for one in planted(SLACK)]
    asked = [urlencode({"payload": _ours(slack, one)}).encode() for one in planted(ASKED)]
    said = [urlencode(json.loads(_ours(slack, one))).encode() for one in planted((COMMAND,))]
    answers = [*events, *(web.signed(body, form) for body in (*asked, *said))]
    for one in planted(TEAMS):
        body = json.dumps(one).encode()
        kind = {"Content-Type": "application/json"}
        answers.append(web.send("POST", "/api/messages", body, kind))
    assert sum(answer.status_code == 200 for answer in answers) > 8
    for n, act in enumerate(("say", "press", "submit", "raise", "edit", "react")):
        for k, one in enumerate(planted((WEB,))):
            body = urlencode(one | {"once": f"once-{n}-{k}-1234"}).encode()
            web.send("POST", f"/web/{act}", body, {"X-Corridor": TOKEN, "Content-Type": form})


def _ours(slack: FakeSlack, one: Any) -> bytes:
    """In a room and by a person that there are."""
    text = json.dumps(one).replace("C0WARD", slack.channel("ward-5w").id)
    return text.replace("U0ANA", slack.user("ana").id).encode()


def test_a_guard_that_finds_nothing_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "check", lambda _guard, text, _roster=(): Checked(text, ()))
    bot = house(tmp_path / "corridor.db")
    bot.says("ana", f"concern {PLANTED}", WARDS["5W"])
    assert len(found(bot.everything())) == 3
    bot.end()


def test_the_search_sees_what_it_looks_for() -> None:
    assert len(found(PLANTED)) == 3
    assert sum(1 for _ in planted((*SLACK, *ASKED, *TEAMS))) > 8
