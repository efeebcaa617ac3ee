"""The yardstick: a bot for concerns as a good engineer writes it by the guides of slack-bolt, SQLAlchemy's
ORM and APScheduler, with what those libraries offer and nothing of ours.

It has, durably and before Slack's request is answered: for a concern in one sentence the person (looked
up, or made), the concern and its number, an entry in its log, its card in an outbox, and the receipt; for
"me too" the request's key against its being sent twice, the supporter, the count, the card's edit in the
outbox, and the private answer. A job posts and edits cards once a second, each once however often it was
asked for, and notes each by a session of its own. Names are asked of Slack once and kept in memory.

It leaves out what ours does beside that: the guard against patient data, the search for what sounds alike,
priority, danger words, targets and timers, the library of what to do meanwhile, rights and rate limits,
sealing, the pace that Slack asks for, several hospitals, and an answer that survives its process.

In its favour: bolt's fastest mode, the event loop and server that ours has, one number by the database's
own count, one card where ours may have several, and a session in a thread for each event, no more.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session, sessionmaker
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from tests.bench.fake_slack import SECRET, TOKEN
from tests.bench.peers import textbook_tables as tables

TRIAGE = "C0TRIAGE"


class Bot:
    """Its listeners."""

    def __init__(self, database: sessionmaker[Session]) -> None:
        self._database = database
        self._names: dict[str, str] = {}

    async def concern(self, ack: Any, command: Any, client: AsyncWebClient) -> None:
        user = command["user_id"]
        name = await self._name(client, user)
        told = (self._database, user, name, command["channel_id"], command["text"])
        title = await asyncio.to_thread(tables.raise_concern, *told)
        thanks = f"Thank you, {name}. IT has it as {title} and answers here."
        await ack(text=f"{title} is with IT", blocks=_said(f"{title} is with IT", thanks))

    async def me_too(
        self, ack: Any, body: Any, action: Any, respond: Any, client: AsyncWebClient
    ) -> None:
        user = body["user"]["id"]
        name = await self._name(client, user)
        told = (self._database, body["trigger_id"], user, name, int(action["value"]))
        found = await asyncio.to_thread(tables.support, *told)
        await ack()
        if found is not None:
            title, many = found
            text = f"Counted on {title}"
            blocks = _said(text, f"{many} people. You will be told what happens.")
            await respond(text=text, blocks=blocks, replace_original=False)

    async def _name(self, client: AsyncWebClient, user: str) -> str:
        if user not in self._names:
            found: Any = (await client.users_info(user=user))["user"]
            self._names[user] = found["profile"]["real_name"]
        return self._names[user]


def deliver(database: sessionmaker[Session], client: WebClient) -> None:
    """The job: every card that waits is posted, or edited, and noted."""
    for card in tables.to_show(database):
        text, blocks = f"{card.title}: {card.text}", _card(card)
        if card.ts is None:
            answer: Any = client.chat_postMessage(channel=TRIAGE, text=text, blocks=blocks)
            tables.shown(database, card, answer["ts"])
        else:
            client.chat_update(channel=TRIAGE, ts=card.ts, text=text, blocks=blocks)
            tables.shown(database, card, card.ts)


def textbook(database_url: str, api_url: str) -> ASGIApp:
    database = tables.opened(database_url)
    app = AsyncApp(
        client=AsyncWebClient(token=TOKEN, base_url=api_url),
        signing_secret=SECRET,
        process_before_response=True,
    )
    bot = Bot(database)
    app.command("/concern")(bot.concern)
    app.action("me_too")(bot.me_too)
    client = WebClient(token=TOKEN, base_url=api_url)
    handler: Any = AsyncSlackRequestHandler(app, path="/slack/events")
    return Starlette(routes=[Mount("/", handler)], lifespan=_scheduled(database, client))


def _scheduled(database: sessionmaker[Session], client: WebClient) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def scheduled(_app: Starlette) -> AsyncIterator[None]:
        scheduler = BackgroundScheduler()
        scheduler.add_job(deliver, "interval", (database, client), seconds=1)
        scheduler.start()
        yield
        await asyncio.to_thread(scheduler.shutdown)
        database.kw["bind"].dispose()

    return scheduled


def _said(title: str, sentence: str) -> list[Block]:
    return [HeaderBlock(text=title), SectionBlock(text=MarkdownTextObject(text=sentence))]


def _card(card: tables.Card) -> list[Block]:
    facts = f"Raised by {card.reporter}. {card.supporters} people."
    button = ButtonElement(action_id="me_too", text="Me too", value=str(card.concern_id))
    return [
        HeaderBlock(text=card.title),
        SectionBlock(text=MarkdownTextObject(text=card.text)),
        SectionBlock(text=MarkdownTextObject(text=facts)),
        ActionsBlock(elements=[button]),
    ]
