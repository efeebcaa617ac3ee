"""The stand-in for Slack keeps to the rules of modals and the Home tab, and of shared channels."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.asking import error
from tests.wire.slack_api import FakeSlack, Hang, harbor

LINE = {"type": "section", "text": {"type": "mrkdwn", "text": "One moment"}}


def modal(title: str = "Raise a concern", **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": title}
    return {"type": "modal", "title": text, "blocks": [LINE], **more}


async def trigger(slack: FakeSlack, who: str = "sam") -> str:
    """Something that someone just did; no app has to be there for it."""
    people = slack.over_http("http://127.0.0.1:9/")
    answer = await people.command(who, "/corridor", "concern")
    return str(answer.parcel.payload["trigger_id"])


async def test_a_trigger_lives_three_seconds(slack: FakeSlack, client: AsyncWebClient) -> None:
    late, soon = await trigger(slack), await trigger(slack)
    slack.clock.forward(seconds=2.9)
    await client.views_open(trigger_id=soon, view=modal())
    slack.clock.forward(seconds=0.2)
    assert await error(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_a_trigger_opens_one_modal(slack: FakeSlack, client: AsyncWebClient) -> None:
    once = await trigger(slack)
    assert await error(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
    wrong = await error(client.views_open(trigger_id=once, view=modal("x" * 25)))
    assert wrong == "invalid_arguments"
    await client.views_open(trigger_id=once, view=modal())
    again = await error(client.views_open(trigger_id=once, view=modal()))
    assert again == "exchanged_trigger_id"


async def test_the_trigger_of_a_command_pushes_nothing(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=await trigger(slack), view=modal())
    pushed = client.views_push(trigger_id=await trigger(slack), view=modal("On top"))
    assert await error(pushed) == "not_found"


async def test_an_update_of_what_is_open(slack: FakeSlack, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=await trigger(slack), view=modal()))["view"]
    full = modal("All of it")
    updated = await client.views_update(view_id=view["id"], hash=view["hash"], view=full)
    assert updated["view"]["hash"] != view["hash"]
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=full)
    assert await error(stale) == "hash_conflict"
    front = slack.modal("sam")
    assert front is not None
    assert (front.title, front.updates) == ("All of it", 1)
    await slack.over_http("http://127.0.0.1:9/").closes("sam")
    assert await error(client.views_update(view_id=view["id"], view=full)) == "not_found"


async def test_an_external_id_is_of_one_view(slack: FakeSlack, client: AsyncWebClient) -> None:
    mine = modal(external_id="c-101")
    await client.views_open(trigger_id=await trigger(slack), view=mine)
    await client.views_update(external_id="c-101", view=modal("By its name", external_id="c-101"))
    other = client.views_open(trigger_id=await trigger(slack, "kim"), view=mine)
    assert await error(other) == "duplicate_external_id"


async def test_a_home_tab_is_published(slack: FakeSlack, client: AsyncWebClient) -> None:
    sam, home = slack.user("sam").id, {"type": "home", "blocks": [LINE]}
    first = (await client.views_publish(user_id=sam, view=home))["view"]
    second = (await client.views_publish(user_id=sam, view=home, hash=first["hash"]))["view"]
    assert (first["id"], slack.homes[sam].updates) == (second["id"], 1)
    stale = client.views_publish(user_id=sam, view=home, hash=first["hash"])
    assert await error(stale) == "hash_conflict"
    assert await error(client.views_publish(user_id="U0NOBODY", view=home)) == "invalid_arguments"
    assert await error(client.views_publish(user_id=sam, view=modal())) == "invalid_arguments"
    slack.app.home = False
    assert await error(client.views_publish(user_id=sam, view=home)) == "not_enabled"


async def test_people_of_another_workspace_in_a_shared_channel(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    vendor = slack.team("T0VENDOR", "Printer Works")
    mara = slack.person("Mara Lind", team=vendor)
    assert await error(client.users_info(user=mara.id)) == "user_not_found"
    slack.channel("it-triage").members.add(mara.id)
    seen = (await client.users_info(user=mara.id))["user"]
    assert (seen["is_stranger"], "email" in seen["profile"]) == (True, False)
    answer = await slack.over_http("http://127.0.0.1:9/").says(mara, "it-triage", "@corridor help")
    payload = slack.delivered[-1].parcel.payload
    assert (answer.why, payload["team_id"]) == ("connection_failed", slack.home.id)
    assert payload["is_ext_shared_channel"]
    assert payload["event"]["user_team"] == vendor.id


async def test_the_stand_in_stops_while_it_hangs() -> None:
    with FakeSlack() as slack:
        harbor(slack)
        slack.fails("auth.test", Hang(3600))
        client = AsyncWebClient(token=slack.token, base_url=slack.api_url, retry_handlers=[])
        waiting = asyncio.create_task(client.auth_test())
        await asyncio.sleep(0.1)
    with pytest.raises(aiohttp.ClientError):
        await waiting


def test_a_mistake_of_the_stand_in_fails_the_test() -> None:
    with pytest.raises(ZeroDivisionError), FakeSlack() as slack:
        slack.server.crashes.append(ZeroDivisionError())
