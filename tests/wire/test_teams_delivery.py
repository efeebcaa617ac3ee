"""What Corridor shows on Teams arrives: through throttling, trouble and blocks, once, in place."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
from aiohttp import web

from adapters.network import Network
from adapters.teams.client import Connector
from adapters.teams.clouds import CLOUDS, Reach
from adapters.teams.credentials import AGAIN, Credentials, NoToken
from adapters.teams.door import Address
from adapters.teams.http import Answer, HttpClient
from adapters.teams.rate_limits import TENANT as TENANT_LIMITS
from adapters.teams.rate_limits import THREAD, RateLimits, SlidingWindows
from adapters.teams.thin import Thin
from bot.words.delivery import Result, Sent, TryLater, Undeliverable
from bot.words.events import Action, Channel, Submit
from tests.wire.teams.doors import BOTH, Wire, door
from tests.wire.teams.microsoft import APP, BOT, TENANT, Microsoft
from tests.wire.teams.world import IT_ROOM, SAM, WARD, World, action, fixture, words, world

__all__ = ["world"]


async def raised(world: World) -> str:
    """A concern of the ward, whose card is there: its id."""
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    found = await world.until(lambda: shown(world, WARD, "label printer dead"))
    return str(found[0])


def shown(world: World, place: str, text: str) -> list[str]:
    posts = world.microsoft.posts.items()
    return [r for r, p in posts if p.place == place and text in words(p.activity)]


def answer(text: str) -> Submit:
    action = Action("concern.answer", ("101", "answer"))
    return Submit(f"s-{text}", IT_ROOM, SAM, action, {"text": text})


async def test_a_card_is_changed_in_place_and_never_posted_again(world: World) -> None:
    ref = await raised(world)
    for number in range(5):
        await world.it(answer(f"step {number}"))
    await world.until(lambda: shown(world, WARD, "step 4"))
    await world.until(lambda: "In progress" in words(world.microsoft.posts[ref].activity))
    assert (
        len([r for r in shown(world, WARD, "C-101 ·") if not world.microsoft.posts[r].thread]) == 1
    )
    assert "PUT" in set(world.microsoft.writes())


async def test_a_busy_connector_is_obeyed_and_nothing_is_said_twice(world: World) -> None:
    await raised(world)
    await world.until(lambda: shown(world, "a:29:ana", "C-101 is with IT"))
    loop = asyncio.get_running_loop()
    before, since = len(world.microsoft.asked), loop.time()
    world.microsoft.failures = [(429, {"Retry-After": "2"}, {})]
    await world.it(answer("on my way"))
    await world.until(lambda: shown(world, WARD, "on my way"))
    assert loop.time() - since >= 1.9
    assert len(shown(world, WARD, "on my way")) == 1
    assert len(world.microsoft.asked) > before


@pytest.mark.parametrize("status", [412, 500, 502, 503, 504])
async def test_trouble_of_the_connector_is_waited_out(world: World, status: int) -> None:
    await raised(world)
    await world.until(lambda: shown(world, "a:29:ana", "C-101 is with IT"))
    world.microsoft.failures = [(status, {"Retry-After": "1"}, None)]
    await world.it(answer("on my way"))
    await world.until(lambda: shown(world, WARD, "on my way"))


async def test_a_proxys_page_in_place_of_an_answer_loses_nothing(world: World) -> None:
    await raised(world)
    await world.until(lambda: shown(world, "a:29:ana", "C-101 is with IT"))
    connector, pages = world.microsoft._done, ["<html>Please sign in</html>"]

    def between(method: str, parts: list[str], body: Any) -> web.Response:
        if method == "POST" and pages:
            return web.Response(text=pages.pop(), content_type="text/html")
        return connector(method, parts, body)

    world.microsoft._done = between  # type: ignore[method-assign]
    await world.it(answer("on my way"))
    await world.until(lambda: shown(world, WARD, "on my way"))
    assert pages == []


async def test_someone_who_blocks_it_is_left_alone_and_administrators_are_told(
    world: World,
) -> None:
    await world.says("ben", "concern badge reader is off on 5 West")
    await world.until(lambda: shown(world, "a:29:ben", "C-101"))
    await world.says("ana", "help")
    await world.until(lambda: world.microsoft.seen("a:29:ana"))
    world.microsoft.blocked.add("a:29:ben")
    world.microsoft.blockers.add("29:ben")
    await world.it(answer("on my way"))
    await world.until(lambda: shown(world, "a:29:ana", "could not be delivered"))
    (told, *_) = shown(world, "a:29:ana", "could not be delivered")
    assert "is not installed there" in words(world.microsoft.posts[told].activity)
    assert "Ben Cole" in words(world.microsoft.posts[told].activity)


async def test_where_it_was_taken_away_it_writes_no_more(world: World) -> None:
    await raised(world)
    await world.says("ana", "help")
    gone = fixture("conversation-update-bot-removed", world.microsoft)
    await world.post(gone)
    world.microsoft.blocked.add(WARD)
    await world.it(answer("on my way"))
    await world.until(lambda: shown(world, "a:29:ana", "could not be delivered"))
    assert not shown(world, WARD, "on my way")


async def test_a_room_is_written_to_before_anything_was_heard_of_it(world: World) -> None:
    asked = {"text": "scanner is off", "unit": "5W"}
    await world.it(Submit("s1", IT_ROOM, SAM, Action("concern.raise"), asked))
    ref = await world.until(lambda: shown(world, WARD, "scanner is off"))
    assert world.microsoft.posts[ref[0]].conversation == WARD


async def test_a_private_chat_is_begun_once(world: World) -> None:
    await world.says("ben", "help", WARD)
    await world.until(lambda: world.microsoft.seen("a:29:ben"))
    await world.says("ben", "home", WARD)
    await world.until(lambda: len(world.microsoft.seen("a:29:ben")) == 2)
    begun = [body for method, path, body, _ in world.microsoft.asked if path == "conversations"]
    assert len(begun) == 1
    assert begun[0]["members"] == [{"id": "29:ben"}]
    assert begun[0]["tenantId"] == TENANT
    assert begun[0]["bot"] == {"id": BOT}


async def test_no_token_of_ours_goes_over_an_open_wire(world: World) -> None:
    await world.says("ana", "help")
    await world.until(lambda: world.microsoft.seen("a:29:ana"))
    assert all("Authorization" not in headers for *_, headers in world.microsoft.asked)


async def test_a_storm_of_presses_costs_a_few_edits(world: World) -> None:
    ref = await raised(world)
    me_too = action(world.microsoft.posts[ref].activity, "Me too")
    who = ("ana", "ben", "mia")
    await asyncio.gather(*(world.presses(who[n % 3], me_too, ref, WARD) for n in range(60)))
    await world.until(lambda: "3 reporters" in words(world.microsoft.posts[ref].activity))
    assert world.microsoft.posts[ref].edits < 15


# Without the app: one connector, one request.

doors = pytest.mark.parametrize("way", BOTH)


async def token() -> str:
    return "our-token"


@pytest.mark.parametrize(
    ("address", "told"),
    [("https://smba.trafficmanager.net/amer/", "Bearer our-token"), ("http://127.0.0.1:1/", None)],
)
@doors
async def test_our_token_goes_to_https_alone(way: str, address: str, told: str | None) -> None:
    wire = Wire()
    text = "zażółć 🙂 {braces}"
    done = await door(way)(cast(Any, wire), token).post(Address(address, "a:1"), {"text": text})
    assert done == Answer(201, {"id": "9"})
    (method, url, headers, data) = wire.sent[0]
    assert (method, url) == ("POST", f"{address}v3/conversations/a%3A1/activities")
    assert headers.get("Authorization") == told
    assert text in data.decode()


class Empty:
    """Nothing is remembered."""

    async def nothing(self, *_: object) -> None:
        return None

    place = latest = heard = forget = member = nothing


MEANS: dict[str, tuple[int, Any, Result]] = {
    "sent": (201, {"id": "9"}, Sent("9")),
    "busy": (429, {}, TryLater(2.0, "Teams asks to wait")),
    "gone": (404, "ActivityNotFoundInConversation", Undeliverable("the message is gone")),
    "blocked": (
        403,
        "MessageWritesBlocked",
        Undeliverable("the person blocked Corridor or took the app away"),
    ),
    "too long": (413, "MessageSizeTooBig", Undeliverable("it is too long for Teams")),
    "refused": (400, "BadSyntax", Undeliverable("Teams refused it (400 BadSyntax)")),
    "odd": (400, "words, with a name", Undeliverable("Teams refused it (400)")),
    "unsigned": (401, {}, TryLater(0, "Teams answered 401")),
    "down": (503, {}, TryLater(0, "Teams answered 503")),
}


@pytest.mark.parametrize(("status", "body", "means"), MEANS.values(), ids=MEANS)
@doors
async def test_what_the_connector_says_is_understood(
    way: str, status: int, body: Any, means: Result
) -> None:
    said = {"error": {"code": body, "message": "x"}} if isinstance(body, str) else body
    wire = Wire(status, json.dumps(said).encode())
    reach = Reach(CLOUDS["public"].hosts)
    found = door(way)(cast(Any, wire), None)
    connector = Connector(found, cast(Any, Empty()), reach, CLOUDS["public"].everywhere, BOT)
    place = await connector.where(Channel("teams", TENANT, WARD))
    assert not isinstance(place, Sent | TryLater | Undeliverable)
    assert await connector.post(place, {"type": "message"}, "5") == means
    assert f"{WARD.replace(':', '%3A').replace('@', '%40')}%3Bmessageid%3D5" in wire.sent[0][1]


async def test_an_address_that_is_not_ours_is_never_written_to() -> None:
    wire = Wire()
    connector = Connector(
        Thin(cast(Any, wire), token),
        cast(Any, Empty()),
        Reach(frozenset()),
        "https://evil.example/",
        BOT,
    )
    place = await connector.where(Channel("teams", TENANT, WARD))
    assert isinstance(await connector.post(place, {}), Undeliverable)  # type: ignore[arg-type]
    assert not wire.sent


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_cloud_reaches_its_own_hosts_and_no_other(cloud: str) -> None:
    reach = Reach(CLOUDS[cloud].hosts)
    assert reach.has(CLOUDS[cloud].everywhere)
    for name, other in CLOUDS.items():
        assert reach.has(other.everywhere) == (name == cloud)


def test_an_allowed_address_covers_what_is_below_it() -> None:
    reach = Reach(frozenset(), ("http://127.0.0.1:9/teams/",))
    assert reach.has("http://127.0.0.1:9/teams/amer")
    assert reach.has("http://127.0.0.1:9/teams")
    for other in (
        "http://127.0.0.1:9/",
        "http://127.0.0.1:9/teamsters",
        "http://127.0.0.1:9/teams/../x",
    ):
        assert not reach.has(other)


class Login:
    """Gives out tokens, or fails."""

    def __init__(self) -> None:
        self.asked = 0
        self.fails = False
        self.now = 1000.0

    async def post(self, url: str, form: Mapping[str, str]) -> Any:
        self.asked += 1
        await asyncio.sleep(0)
        if self.fails:
            raise ConnectionError
        assert form["grant_type"] == "client_credentials"
        return {"access_token": f"t{self.asked}", "expires_in": 3600}

    def credentials(self) -> Credentials:
        return Credentials("https://login", "scope", APP, "s3cret", self.post, lambda: self.now)


async def test_one_token_serves_all_until_it_is_nearly_old() -> None:
    login = Login()
    mine = login.credentials()
    assert set(await asyncio.gather(*(mine.token() for _ in range(20)))) == {"t1"}
    login.now += 3000
    assert await mine.token() == "t1"
    login.now += 400
    assert await mine.token() == "t2"
    mine.refused()
    assert await mine.token() == "t3"


async def test_a_login_that_fails_is_not_asked_by_everyone() -> None:
    login = Login()
    login.fails, mine = True, login.credentials()
    done = await asyncio.gather(*(mine.token() for _ in range(20)), return_exceptions=True)
    assert all(isinstance(one, NoToken) for one in done)
    assert login.asked == 1
    login.fails, login.now = False, login.now + AGAIN
    assert await mine.token() == "t2"


def test_a_thread_moves_as_fast_as_teams_allows_in_every_window() -> None:
    now = 0.0
    line = SlidingWindows(THREAD, lambda: now)
    sent: list[float] = []
    for _ in range(200):
        wait = line.wait("t")
        line.take("t", wait)
        now += wait
        sent.append(now)
    for span, most in THREAD:
        assert all(sum(t <= s < t + span for s in sent) <= most for t in sent)
    assert sent[6] == 0
    assert SlidingWindows(THREAD).wait("other") == 0


def test_a_tenant_moves_as_fast_as_teams_allows() -> None:
    line = SlidingWindows(TENANT_LIMITS, lambda: 0.0)
    for _ in range(50):
        line.take("t", line.wait("t"))
    assert line.wait("t") == 1.0


async def test_a_long_wait_is_told_instead_of_waited() -> None:
    lanes = RateLimits(lambda: 0.0)
    for _ in range(60):
        lanes._threads.take("t|c", 0)
    assert await lanes.turn("t", "c") == 30.0
    assert await lanes.turn("t", "other") == 0.0


async def test_http_errors_are_connection_errors() -> None:
    microsoft, http = Microsoft(), HttpClient(Network())
    await microsoft.start()
    try:
        assert (await http.get(f"{microsoft.url}/openid"))["jwks_uri"]
        microsoft.keys_down = True
        with pytest.raises(OSError, match="503"):
            await http.get(f"{microsoft.url}/openid")
    finally:
        await microsoft.stop()
        await http.close()
    with pytest.raises(OSError, match="ending"):
        await http.get(f"{microsoft.url}/openid")
    later = HttpClient(Network())
    with pytest.raises(OSError, match="no connection"):
        await later.get(f"{microsoft.url}/openid")
    await later.close()
