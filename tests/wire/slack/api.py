"""The Web API: who calls, whether they may now, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.wire.slack.call import Call, Method, Refused
from tests.wire.slack.limits import Limits
from tests.wire.slack.methods import methods
from tests.wire.slack.things import Json, Token
from tests.wire.slack.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in. `given` are the arguments outside a JSON body, `json` those in it."""

    verb: str
    method: str
    token: str = ""
    client: tuple[str, str] = ("", "")
    given: Mapping[str, Json] = field(default_factory=dict)
    json: Mapping[str, Json] = field(default_factory=dict)

    @property
    def args(self) -> dict[str, Json]:
        return {**self.given, **self.json}


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def error(self) -> str:
        return str(self.body.get("error", "")) if isinstance(self.body, dict) else ""


@dataclass(frozen=True, slots=True)
class Called:
    """A call that the app made. `error` is empty for one that succeeded, and says what went wrong
    otherwise: Slack's code, or the kind of fault that a test asked for."""

    method: str
    team: str
    args: dict[str, Json]
    at: float
    error: str = ""
    status: int = 200


class Api:
    """`calls` are all calls in the order in which they came; `after` runs after each."""

    def __init__(self, world: World, limits: Limits) -> None:
        self.world, self.limits = world, limits
        self.calls: list[Called] = []
        self.after: list[Callable[[Asked, Answered], None]] = []
        self._methods = methods()

    def answer(self, asked: Asked) -> Answered:
        """Do it, and answer as Slack does; the call is kept for tests to read."""
        with self.world.lock:
            answered = self._answer(asked)
            self.note(asked, answered.error, answered.status)
            for then in self.after:
                then(asked, answered)
            return answered

    def note(self, asked: Asked, error: str, status: int = 200) -> None:
        known = self.world.tokens.get(asked.token)
        team, at = known.team if known else "", self.world.clock.now()
        self.calls.append(Called(asked.method, team, asked.args, at, error, status))

    def _answer(self, asked: Asked) -> Answered:
        method = self._methods.get(asked.method)
        if method is None:
            return refusal(Refused("unknown_method"))
        try:
            token = self._token(method, asked)
            headers = self._headers(method, token)
            return self._paced(method, asked, token, headers) or self._run(method, asked, token)
        except Refused as refused:
            return refusal(refused)

    def _token(self, method: Method, asked: Asked) -> Token:
        """Whose call it is, if their token is alive, of the right kind, and may do this."""
        if not method.kinds:
            return Token("", "app", "")
        if not asked.token:
            raise Refused("not_authed")
        found = self.world.tokens.get(asked.token)
        if found is None:
            raise Refused("invalid_auth")
        _alive(found, self.world.clock.now())
        if found.kind not in method.kinds:
            raise Refused("not_allowed_token_type")
        if method.scopes:
            Call(self.world, {}, found).need(*method.scopes)
        return found

    def _headers(self, method: Method, token: Token) -> dict[str, str]:
        if not token.value:
            return {}
        own, accepted = ",".join(sorted(token.scopes)), ",".join(method.scopes)
        return {"X-OAuth-Scopes": own, "X-Accepted-OAuth-Scopes": accepted}

    def _run(self, method: Method, asked: Asked, token: Token) -> Answered:
        if method.name == "apps.connections.open" and asked.verb != "POST":
            raise Refused("insecure_request")
        args = asked.args if method.json else dict(asked.given)
        headers = self._headers(method, token)
        try:
            body = method.run(Call(self.world, args, token, asked.client))
        except Refused as refused:
            return refusal(refused, headers)
        return Answered(200, {"ok": True, **body}, headers)

    def _paced(
        self, method: Method, asked: Asked, token: Token, headers: dict[str, str]
    ) -> Answered | None:
        """The refusal of a call that comes too soon."""
        now, team = self.world.clock.now(), token.team or token.org
        wait = self.limits.wait(method.name, method.tier, team, now)
        if not wait and method.name == "chat.postMessage":
            wait = self.limits.paced(self._target(str(asked.args.get("channel"))), now)
        if not wait:
            return None
        after = self.limits.refuse(method.name, wait)
        return busy(after, headers)

    def _target(self, channel: str) -> str:
        """One pace for a direct message, named by its own id or by the user's."""
        user = self.world.users.get(channel)
        return self.world.im(user).id if user else channel


def busy(after: str, headers: Mapping[str, str] | None = None) -> Answered:
    return Answered(
        429, {"ok": False, "error": "ratelimited"}, {**(headers or {}), "Retry-After": after}
    )


def refusal(refused: Refused, headers: Mapping[str, str] | None = None) -> Answered:
    return Answered(200, {"ok": False, "error": refused.error, **refused.more}, headers or {})


def _alive(token: Token, now: float) -> None:
    if token.state == "revoked":
        raise Refused("token_revoked")
    if token.state == "inactive":
        raise Refused("account_inactive")
    if token.dies is not None and now >= token.dies:
        raise Refused("token_expired")
