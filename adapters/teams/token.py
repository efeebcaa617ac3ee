"""Validates the bearer token of a request from Teams before anything in it is read."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from adapters.teams.clouds import Reach
from adapters.teams.signing_keys import SigningKey, SigningKeys

LEEWAY = 300  # seconds by which clocks may differ
LONGEST = 8192
KEPT = 256
NEEDED = ["exp", "iss", "aud"]
CHANNEL = "msteams"


class Denied(Exception):
    """Not let in: `status` is 401 for a token that proves nothing, 403 for one that may not."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@dataclass(frozen=True, slots=True)
class ValidToken:
    """A token that was good: signed with `key`, good until `until` (epoch seconds)."""

    kid: str
    key: SigningKey
    claims: Mapping[str, Any]

    @property
    def until(self) -> float:
        return float(self.claims["exp"])


class TokenValidator:
    """Checks bearer tokens made for the app `audience` by `issuer`. Teams sends one for an hour:
    what was found of a token stands until it ends, or its key is gone."""

    def __init__(
        self,
        keys: SigningKeys,
        audience: str,
        issuer: str,
        clock: Callable[[], float],
    ) -> None:
        self._keys, self._audience, self._issuer, self._clock = keys, audience, issuer, clock
        self._found: OrderedDict[str, ValidToken] = OrderedDict()

    async def claims(self, header: str) -> Mapping[str, Any]:
        """What the token in an Authorization header claims. `Denied`; `NoKeys` while nobody can
        say."""
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
            raise Denied(401, "no token")
        found = self._found.get(token)
        kid = _kid(token) if found is None else found.kid
        key = await self._keys.key(kid)
        if key is None:
            raise Denied(401, "an unknown key")
        if key.endorses and CHANNEL not in key.endorses:
            raise Denied(403, "a key that does not speak for Teams")
        if found is not None and found.key is key and self._clock() < found.until:
            return found.claims
        return self._keep(token, ValidToken(kid, key, self._read(token, key)))

    def _keep(self, token: str, found: "ValidToken") -> Mapping[str, Any]:
        self._found.pop(token, None)
        self._found[token] = found
        if len(self._found) > KEPT:
            self._found.popitem(last=False)
        return found.claims

    def _read(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._audience,
                issuer=self._issuer,
                options={"require": NEEDED, "verify_exp": False, "verify_nbf": False},
            )
            begins, ends = float(found.get("nbf", 0)), float(found["exp"])
        except (PyJWTError, ValueError, TypeError) as error:
            raise Denied(401, type(error).__name__) from None
        # PyJWT asks the machine's clock, which may jump; ours does not.
        if not begins - LEEWAY <= self._clock() < ends + LEEWAY:
            raise Denied(401, "a token for another time")
        return found


def _kid(token: str) -> str:
    """The id of the key that a token says it is signed with, before any key is asked for."""
    try:
        header = jwt.get_unverified_header(token)
    except (PyJWTError, ValueError, TypeError):
        raise Denied(401, "not a token") from None
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str) or not kid:
        raise Denied(401, "another kind of token")
    return kid


def admit(
    claims: Mapping[str, Any], activity: Mapping[str, Any], reach: Reach, tenants: frozenset[str]
) -> None:
    """Whether what a good token came with is from our tenant, through an address that we may
    answer to. `Denied` otherwise; no `tenants` means any."""
    address, claimed = activity.get("serviceUrl"), claims.get("serviceurl")
    if not isinstance(address, str) or not isinstance(claimed, str):
        raise Denied(403, "no service address")
    if address.rstrip("/") != claimed.rstrip("/"):
        raise Denied(403, "another service address than the token's")
    if activity.get("channelId") != CHANNEL:
        raise Denied(403, "another channel")
    admit_untold(activity, reach, tenants)


def admit_untold(activity: Mapping[str, Any], reach: Reach, tenants: frozenset[str]) -> None:
    """The same where no token tells anything, in trials."""
    if not reach.has(str(activity.get("serviceUrl", ""))):
        raise Denied(403, "a service address that is not allowed")
    if tenants and tenant(activity) not in tenants:
        raise Denied(403, "another tenant")


def tenant(activity: Mapping[str, Any]) -> str:
    """The tenant that an activity belongs to; the SDK's own model of it loses it."""
    data, talk = activity.get("channelData"), activity.get("conversation")
    named = data.get("tenant") if isinstance(data, dict) else None
    found = named.get("id") if isinstance(named, dict) else None
    if not found and isinstance(talk, dict):
        found = talk.get("tenantId")
    return found if isinstance(found, str) else ""
