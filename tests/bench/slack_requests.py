"""What Slack sends for a crowd of people, and how it signs that. No one presses twice on one concern."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from adapters.slack.callback_data import pack
from bot.words.events import Action
from tests.bench.fake_slack import SECRET, TEAM, Slack

WARD = "C0WARD"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PEOPLE, CONCERNS = 400, 25  # who press, and on what; each concern has its own reporter
FIRST = 101  # the first concern's number
WORDS = (
    "label printer in room {n} prints blank labels",
    "scanner {n} at the med cart does not read armbands",
    "order set {n} opens with the wrong default route",
    "badge reader {n} needs three taps before it lets us in",
)
Button: TypeAlias = Callable[[int], tuple[str, str]]
_VERIFIER = SignatureVerifier(SECRET)


@dataclass(frozen=True, slots=True)
class Request:
    """`once` names it; `answered` says that its answer comes by its response_url."""

    once: str
    body: str
    kind: str = FORM
    answered: bool = False

    def headers(self) -> dict[str, str]:
        """As Slack signs it now."""
        stamp = str(int(time.time()))
        signature = _VERIFIER.generate_signature(timestamp=stamp, body=self.body)
        return {
            "Content-Type": self.kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature or "",
        }


def ours(concern: int) -> tuple[str, str]:
    """The name and the value of our button for a concern by its number."""
    return "4.0", pack(Action("concern.metoo", (str(concern),)))


def textbook(concern: int) -> tuple[str, str]:
    return "me_too", str(concern - FIRST + 1)


class Crowd:
    """Who says and presses what at one server; `sentences` and `presses` are how many there were."""

    def __init__(
        self, slack: Slack, button: Button = ours, people: int = PEOPLE, answered: bool = True
    ) -> None:
        self._slack, self._button, self._people = slack, button, people
        self._answered = answered
        self._once = count(1)
        self.sentences = self.presses = 0

    def begin(self) -> list[Request]:
        """The concerns that are pressed on, by people who press on none."""
        return [self._sentence(f"U{9_000 + n}") for n in range(CONCERNS + 1)]

    def come(self) -> list[Request]:
        """Everybody presses on the first of them, so that they are known."""
        return [self._press(person, FIRST) for person in range(self._people)]

    def sentence(self) -> Request:
        return self._sentence(f"U{self.sentences % self._people}")

    def press(self) -> Request:
        """Everybody presses on one concern after another."""
        at, person = divmod(self.presses, self._people)
        assert 0 < at <= CONCERNS, "everybody has pressed on everything: take more people"
        return self._press(person, FIRST + at)

    def command(self, user: str, command: str, text: str = "") -> Request:
        once = f"c{next(self._once)}"
        said = {
            "command": command,
            "text": text,
            "team_id": TEAM,
            "user_id": user,
            "channel_id": WARD,
            "trigger_id": once,
            "response_url": self._slack.response_url(once),
        }
        return Request(once, urlencode(said))

    def _sentence(self, user: str) -> Request:
        number = self.sentences
        self.sentences += 1
        words = WORDS[number % len(WORDS)].format(n=number)
        return self.command(user, "/concern", words)

    def _press(self, person: int, concern: int) -> Request:
        self.presses += 1
        once, (action, value) = f"p{next(self._once)}", self._button(concern)
        pressed = {"type": "button", "action_id": action, "block_id": "4", "value": value}
        body = {
            "type": "block_actions",
            "user": {"id": f"U{person}", "team_id": TEAM},
            "team": {"id": TEAM, "domain": "x"},
            "container": {"type": "message", "message_ts": "1.1", "channel_id": WARD},
            "channel": {"id": WARD, "name": "ward"},
            "message": {"ts": "1.1", "text": "x"},
            "trigger_id": once,
            "response_url": self._slack.response_url(once),
            "actions": [{**pressed, "action_ts": "1.2"}],
        }
        return Request(once, urlencode({"payload": json.dumps(body)}), answered=self._answered)


def heard(once: str, channel: str, user: str, text: str, thread: str = "") -> Request:
    """A message in a channel, or to the bot alone where the channel is a D."""
    stamp = f"{time.time():.6f}"
    message = {
        "type": "message",
        "channel": channel,
        "channel_type": "im" if channel.startswith("D") else "channel",
        "user": user,
        "text": text,
        "ts": stamp,
        "event_ts": stamp,
        "team": TEAM,
        **({"thread_ts": thread} if thread else {}),
    }
    return _event(once, message)


def opened(once: str, user: str) -> Request:
    """Somebody opens the bot's home."""
    return _event(once, {"type": "app_home_opened", "user": user, "channel": "D0", "tab": "home"})


def _event(once: str, event: dict[str, str]) -> Request:
    named = {"event_id": once, "event_time": int(time.time()), "team_id": TEAM}
    return Request(once, json.dumps({"type": "event_callback", "event": event, **named}), JSON)
