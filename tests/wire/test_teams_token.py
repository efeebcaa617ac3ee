"""Who may speak to the bot on Teams: every way in which a request can be false is turned away."""

import json
import time
from typing import Any

import httpx
import jwt
import pytest

from adapters.teams.signing_keys import SigningKeys
from adapters.teams.token import Denied, TokenValidator
from tests.wire.teams.microsoft import APP, ISSUER, KEY, OTHER, Microsoft, new_key
from tests.wire.teams.world import World, world

__all__ = ["world"]

PLANTED = "Jane Sample 00482913"


async def knocks(world: World, token: str | None, **changed: Any) -> httpx.Response:
    headers = {} if token is None else {"Authorization": token}
    activity = world.message("ana", PLANTED) | changed
    return await world.client.post("/api/messages", json=activity, headers=headers)


def silent(world: World) -> bool:
    """Nothing was stored or sent, and the log says nothing of what came."""
    return (
        not list(world.microsoft.writes()) and PLANTED not in world.log.getvalue() + world.stored()
    )


async def test_a_good_token_is_let_in(world: World) -> None:
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 200
    await world.until(lambda: world.microsoft.posts)


async def test_a_token_is_needed(world: World) -> None:
    for given in (None, "", "Bearer", "Bearer:", "Basic YTpi", "Bearer not.a.token", "Bearer a.b"):
        assert (await knocks(world, given)).status_code == 401, given
    assert (await knocks(world, f"Bearer {'x' * 20_000}")).status_code in {400, 401, 431}
    assert silent(world)


WRONG: dict[str, dict[str, Any]] = {
    "expired": {"exp": 1_700_000_000},
    "without an end": {"exp": None},
    "an end that is no number": {"exp": "never"},
    "not yet": {"nbf": 4_000_000_000, "exp": 4_000_003_600},
    "another app's": {"aud": "another-app"},
    "of no app": {"aud": None},
    "another issuer's": {"iss": "https://sts.windows.net/other/"},
    "of no issuer": {"iss": None},
    "the government's": {"iss": "https://api.botframework.us"},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
async def test_a_token_that_claims_the_wrong_thing_is_refused(
    world: World, claims: dict[str, Any]
) -> None:
    assert (await knocks(world, f"Bearer {world.microsoft.token(**claims)}")).status_code == 401
    assert silent(world)


async def test_a_false_signature_is_refused(world: World) -> None:
    forged = world.microsoft.token(key=OTHER)
    assert (await knocks(world, f"Bearer {forged}")).status_code == 401
    head, body, sign = world.microsoft.token().split(".")
    other = jwt.utils.base64url_encode(
        json.dumps(world.microsoft.claims(aud="x")).encode()
    ).decode()
    assert (await knocks(world, f"Bearer {head}.{other}.{sign}")).status_code == 401
    assert (await knocks(world, f"Bearer {head}.{body}.")).status_code == 401
    assert silent(world)


async def test_no_other_algorithm_will_do(world: World) -> None:
    claims, kid = world.microsoft.claims(), {"kid": "k1"}
    unsigned = jwt.encode(claims, None, algorithm="none", headers=kid)  # type: ignore[arg-type]
    secret = jwt.encode(claims, "the public key, say, as a secret", "HS256", headers=kid)
    longer = jwt.encode(claims, KEY, "RS512", headers=kid)
    nameless = jwt.encode(claims, KEY, "RS256")
    for token in (unsigned, secret, longer, nameless):
        assert (await knocks(world, f"Bearer {token}")).status_code == 401
    assert world.microsoft.fetched == 0
    assert silent(world)


@pytest.mark.parametrize(
    "claimed", ["https://evil.example/", "https://smba.trafficmanager.net/amer/", None]
)
async def test_the_service_address_is_the_tokens_own(world: World, claimed: str | None) -> None:
    token = world.microsoft.token(serviceurl=claimed)
    assert (await knocks(world, f"Bearer {token}")).status_code == 403
    assert silent(world)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://smba.trafficmanager.net/amer/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "http://127.0.0.1:9/",
        "http://[::1",
        "",
    ],
)
async def test_we_answer_to_no_other_address(world: World, address: str) -> None:
    token = world.microsoft.token(serviceurl=address)
    answer = await knocks(world, f"Bearer {token}", serviceUrl=address)
    assert answer.status_code in {400, 403}
    assert silent(world)


async def test_another_tenant_is_refused(world: World) -> None:
    token = f"Bearer {world.microsoft.token()}"
    wrong: list[dict[str, Any]] = [
        {"tenant": {"id": "tenant-other"}},
        {"tenant": {}},
        {},
        {"tenant": "x"},
    ]
    for data in wrong:
        talk = {"id": "a:29:ana"}
        answer = await knocks(world, token, channelData=data, conversation=talk)
        assert answer.status_code == 403
    mixed = {"id": "a:29:ana", "tenantId": "tenant-harbor"}
    other = {"tenant": {"id": "tenant-other"}}
    assert (await knocks(world, token, channelData=other, conversation=mixed)).status_code == 403
    assert silent(world)


async def test_another_channel_is_refused(world: World) -> None:
    token = f"Bearer {world.microsoft.token()}"
    for channel in ("emulator", "webchat", "", None):
        assert (await knocks(world, token, channelId=channel)).status_code == 403
    assert silent(world)


async def test_a_key_for_other_channels_is_refused(world: World) -> None:
    world.microsoft.endorsements = ["webchat", "directline"]
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 403
    assert silent(world)


async def test_a_rotated_key_is_fetched_at_once(world: World) -> None:
    microsoft, fresh = world.microsoft, new_key()
    assert (await knocks(world, f"Bearer {microsoft.token()}")).status_code == 200
    microsoft.keys = {"k2": fresh}
    assert (await knocks(world, f"Bearer {microsoft.token('k2', fresh)}")).status_code == 200
    assert (await knocks(world, f"Bearer {microsoft.token()}")).status_code == 401
    assert (await knocks(world, f"Bearer {microsoft.token('k2', KEY)}")).status_code == 401


async def test_a_token_that_was_good_ends_all_the_same() -> None:
    now, microsoft = time.time(), Microsoft()
    microsoft.url = "http://127.0.0.1:1"
    fetched: dict[str, Any] = {
        "open": {"jwks_uri": "keys"},
        "keys": {"keys": [microsoft._jwk("k1", KEY)]},
    }

    async def get(name: str) -> Any:
        return fetched[name]

    clock = [now]
    tokens = TokenValidator(SigningKeys("open", get), APP, ISSUER, lambda: clock[0])
    header = f"Bearer {microsoft.token(exp=int(now) - 100)}"
    assert (await tokens.claims(header))["aud"] == APP
    assert (await tokens.claims(header))["aud"] == APP
    with pytest.raises(Denied):
        await tokens.claims(f"Bearer {microsoft.token(exp=int(now) - 400)}")
    kept = f"Bearer {microsoft.token(exp=int(now) + 5)}"
    first = await tokens.claims(kept)
    assert await tokens.claims(kept) is first
    clock[0] += 10
    assert await tokens.claims(kept) is not first


async def test_unknown_keys_are_asked_for_a_few_times_a_minute(world: World) -> None:
    for number in range(12):
        token = world.microsoft.token(f"unknown-{number}", OTHER)
        assert (await knocks(world, f"Bearer {token}")).status_code == 401
    assert world.microsoft.fetched <= 5
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 200


async def test_while_no_keys_can_be_had_teams_is_left_to_come_again(world: World) -> None:
    world.microsoft.keys_down = True
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 503
    assert silent(world)
    world.microsoft.keys_down = False
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 200


async def test_known_keys_serve_while_the_others_are_out_of_reach(world: World) -> None:
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 200
    world.microsoft.keys_down = True
    assert (await knocks(world, f"Bearer {world.microsoft.token()}")).status_code == 200
    token = world.microsoft.token("unknown", OTHER)
    assert (await knocks(world, f"Bearer {token}")).status_code == 401


async def test_too_long_is_refused_before_it_is_read(world: World) -> None:
    token = {"Authorization": f"Bearer {world.microsoft.token()}"}
    body = b"[" * (600 * 1024)
    assert (
        await world.client.post("/api/messages", content=body, headers=token)
    ).status_code == 413

    async def unannounced() -> Any:
        for _ in range(80):
            yield b"[" * 10_000

    post = world.client.post("/api/messages", content=unannounced(), headers=token)
    assert (await post).status_code == 413
    assert silent(world)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"type": 7}', b"\xff", b"[" * 200_000, b'{"type":"message"}'],
)
async def test_what_is_no_activity_is_refused(world: World, body: bytes) -> None:
    token = {"Authorization": f"Bearer {world.microsoft.token()}"}
    answer = await world.client.post("/api/messages", content=body, headers=token)
    assert answer.status_code in {400, 403}


async def test_odd_parts_of_an_activity_break_nothing(world: World) -> None:
    odd: list[Any] = [None, 7, "x", [], {}, [None], {"id": 7}, [{"id": []}], "x" * 5000]
    names = ("from", "recipient", "entities", "attachments", "text", "value", "id", "timestamp")
    for name in (*names, "replyToId", "membersAdded", "reactionsAdded", "name", "localTimezone"):
        for kind in ("message", "messageReaction", "conversationUpdate", "invoke"):
            for value in odd:
                activity = world.activity(kind) | {name: value}
                answer = await world.post(activity)
                assert answer.status_code in {200, 400, 501}, (kind, name, value)


async def test_only_posts_are_taken(world: World) -> None:
    assert (await world.client.get("/api/messages")).status_code in {404, 405}


def test_what_is_signed_here_is_what_teams_signs() -> None:
    """The matrix would prove nothing if its good token were of another kind than Teams' own."""
    microsoft = Microsoft()
    microsoft.url = "http://127.0.0.1:1"
    found = jwt.decode(
        microsoft.token(), KEY.public_key(), algorithms=["RS256"], audience=APP, issuer=ISSUER
    )
    assert found["serviceurl"] == "http://127.0.0.1:1/teams/"
