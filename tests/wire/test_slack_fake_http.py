"""The stand-in's requests over HTTP are signed, repeated and forged as Slack's and others' are."""

from collections.abc import AsyncIterator

import pytest

from tests.wire.slack.parcels import Parcel
from tests.wire.slack_api import Clock, Consent, FakeSlack
from tests.wire.toy import Toy, installable, toy

# the SDK's own call of oauth.v2.access
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def app(slack: FakeSlack) -> AsyncIterator[Toy]:
    async with toy(slack, "http") as made:
        yield made


async def test_bolt_accepts_the_signature(app: Toy) -> None:
    assert (await app.people.command("sam", "/corridor", "help")).status == 200


async def test_someone_who_is_not_slack(app: Toy) -> None:
    for people in (
        app.people.signing("wrong"),
        app.people.signing("missing"),
        app.people.signing("right", age=301),
    ):
        answer = await people.command("sam", "/corridor", "help")
        assert (answer.status, answer.why) == (401, "http_error")
    assert app.heard == []
    assert (await app.people.signing("right", age=290).command("sam", "/corridor", "help")).ok


async def test_a_repetition_is_marked_and_a_replay_is_not(app: Toy) -> None:
    answer = await app.people.dm("sam", "the printer")
    await app.people.again(answer, 2, "connection_failed")
    retry = {"x-slack-retry-num": ["2"], "x-slack-retry-reason": ["connection_failed"]}
    assert app.last()["retry"] == retry
    await app.people.replay(answer)
    assert "retry" not in app.last()
    assert {h["event_id"] for h in app.heard} == {answer.parcel.payload["event_id"]}


async def test_slack_tries_an_event_three_more_times(app: Toy) -> None:
    app.answers = [(500, ""), (500, ""), (500, ""), (500, "")]
    answer = await app.people.stubborn().dm("sam", "the printer")
    assert [a.status for a in [*answer.before, answer]] == [500] * 4
    assert [h.get("retry", {}).get("x-slack-retry-num") for h in app.heard] == [
        None,
        ["1"],
        ["2"],
        ["3"],
    ]
    assert app.last()["retry"]["x-slack-retry-reason"] == ["http_error"]


async def test_slack_stops_when_it_worked_or_is_told_to(app: Toy) -> None:
    app.answers = [(500, "")]
    answer = await app.people.stubborn().dm("sam", "the printer")
    assert (answer.status, len(answer.before)) == (200, 1)
    command = await app.people.stubborn().command("sam", "/corridor", "help")
    assert command.before == []


async def test_a_request_url_is_verified(app: Toy) -> None:
    answer = await app.people.challenge()
    assert answer.json == {"challenge": answer.parcel.payload["challenge"]}
    assert (await app.people.ssl_check()).status == 200


async def test_any_payload_at_all(app: Toy, slack: FakeSlack) -> None:
    assert (await app.people.raw(Parcel("interactive", {"type": "hologram"}))).status in {200, 404}
    await app.people.event({"type": "channel_rename"}, slack.home.id)
    assert app.last()["event"]["type"] == "channel_rename"


async def test_installing_from_a_browser(slack: FakeSlack) -> None:
    other = slack.team("T0BAYSIDE", "Bayside Clinic")
    async with installable(slack) as shop:
        done = await slack.installs(shop.url, Consent(other.id))
        assert (done.status, "Thank you" in done.page) == (200, True)
        bot = await shop.store.async_find_bot(enterprise_id=None, team_id=other.id)
        assert bot is not None
        assert slack.world.tokens[bot.bot_token].team == other.id
        assert bot.bot_user_id == other.bot_user


@pytest.mark.parametrize(
    ("consent", "status"),
    [
        (Consent("T0HOSPITAL", cancel=True), 200),
        (Consent("T0HOSPITAL", state="another"), 400),
        (Consent("T0HOSPITAL", cookie=False), 400),
        (Consent("T0HOSPITAL", code="made-up"), 401),
    ],
    ids=["they changed their mind", "another state", "another browser", "a made-up code"],
)
async def test_installing_that_does_not_work_out(
    slack: FakeSlack, consent: Consent, status: int
) -> None:
    async with installable(slack) as shop:
        done = await slack.installs(shop.url, consent)
        assert done.status == status
        assert await shop.store.async_find_bot(enterprise_id=None, team_id="T0HOSPITAL") is None


async def test_scopes_that_are_left_out(slack: FakeSlack) -> None:
    async with installable(slack) as shop:
        await slack.installs(shop.url, Consent("T0HOSPITAL", without=("users:read",)))
        bot = await shop.store.async_find_bot(enterprise_id=None, team_id="T0HOSPITAL")
        assert bot is not None
        assert set(bot.bot_scopes) == {"chat:write", "commands"}


async def test_a_token_is_renewed_once_for_each_refresh_token() -> None:
    with FakeSlack(clock=Clock()) as slack:
        slack.app.rotation = True
        async with installable(slack) as shop:
            await slack.installs(shop.url)
            before = await shop.store.async_find_bot(enterprise_id=None, team_id="T0HOSPITAL")
            assert before is not None
            assert before.bot_refresh_token is not None
            asked = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
            refresh = {"grant_type": "refresh_token", "refresh_token": before.bot_refresh_token}
            slack.clock.forward(hours=12)
            expired = await shop.call("auth.test", {"token": before.bot_token})
            assert expired["error"] == "token_expired"
            renewed = await shop.call("oauth.v2.access", asked | refresh)
            assert (renewed["ok"], renewed["expires_in"]) == (True, 43200)
            assert (await shop.call("auth.test", {"token": renewed["access_token"]}))["ok"]
            again = await shop.call("oauth.v2.access", asked | refresh)
            assert again["error"] == "invalid_refresh_token"


async def test_for_a_whole_organisation(slack: FakeSlack) -> None:
    north = slack.team("T0NORTH", "North Campus", org="E0HARBOR")
    async with installable(slack) as shop:
        await slack.installs(shop.url, Consent(north.id, everywhere=True))
        bot = await shop.store.async_find_bot(
            enterprise_id="E0HARBOR", team_id=None, is_enterprise_install=True
        )
        assert bot is not None
        assert bot.is_enterprise_install
    mara = slack.person("Mara Lind", team=north)
    people = slack.over_http("http://127.0.0.1:9/")
    answer = await people.command(mara, "/corridor", "help")
    assert answer.parcel.payload["is_enterprise_install"] == "true"
    assert answer.parcel.payload["enterprise_id"] == "E0HARBOR"
