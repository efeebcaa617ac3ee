"""Microsoft, as far as a bot meets it: who signs, who gives out tokens, and the connector."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import unquote

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT, PASSWORD = "11111111-aaaa-4bbb-8ccc-222222222222", "tenant-harbor", "s3cret"
ISSUER = "https://api.botframework.com"
BOT = f"28:{APP}"
TOKEN = "a-token-for-the-connector"
TARGETED = "isTargetedActivity=true"
TARGETED_POST = f"activities?{TARGETED}"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, OTHER = new_key(), new_key()


@dataclass
class Posted:
    """One message of ours as people see it now."""

    conversation: str
    activity: dict[str, Any]
    edits: int = 0
    deleted: bool = False
    alone: str = ""  # who sees it, where not everybody does

    @property
    def thread(self) -> str:
        return self.conversation.partition(";messageid=")[2]

    @property
    def place(self) -> str:
        return self.conversation.partition(";messageid=")[0]


@dataclass
class Microsoft:
    """`posts` by id, `asked` every request; `failures` are answered before anything else, one a
    request; `blocked` are conversations that refuse us, `blockers` people who do."""

    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"k1": KEY})
    endorsements: list[str] | None = None
    posts: dict[str, Posted] = field(default_factory=dict)
    asked: list[tuple[str, str, Any, Mapping[str, str]]] = field(default_factory=list)
    failures: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    blockers: set[str] = field(default_factory=set)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    teams: dict[str, set[str]] = field(
        default_factory=lambda: {"19:informatics@thread.tacv2": {"29:mia"}}
    )
    chats: dict[str, str] = field(default_factory=dict)
    fetched: int = 0
    keys_down: bool = False
    members_down: bool = False
    targeting: bool = True
    slow: float = 0.0
    port: int = 0

    def __post_init__(self) -> None:
        self._ids = map(str, count(1770000000001))
        self.changed = asyncio.Event()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/jwks", self._jwks)
        app.router.add_post("/login", self._login)
        app.router.add_route("*", "/teams/v3/{path:.*}", self._connector)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, self.port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{self.port}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams/"

    # Who signs

    async def _openid(self, _: web.Request) -> web.Response:
        self.fetched += 1
        if self.keys_down:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/jwks"})

    async def _jwks(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [self._jwk(kid, key) for kid, key in self.keys.items()]})

    def _jwk(self, kid: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
        found = dict[str, Any](json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())))
        more = {} if self.endorsements is None else {"endorsements": self.endorsements}
        return found | {"kid": kid, "use": "sig"} | more

    def claims(self, **changed: Any) -> dict[str, Any]:
        """What the connector claims; None takes a claim away."""
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": APP, "nbf": now - 60, "exp": now + 3600}
        found = usual | {"serviceurl": self.service_url} | changed
        return {name: value for name, value in found.items() if value is not None}

    def token(
        self,
        kid: str = "k1",
        key: Any = KEY,
        algorithm: str = "RS256",
        **changed: Any,
    ) -> str:
        return jwt.encode(self.claims(**changed), key, algorithm=algorithm, headers={"kid": kid})

    # Who gives out tokens

    async def _login(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (APP, PASSWORD):
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response({"access_token": TOKEN, "expires_in": 3600})

    # The connector

    async def _connector(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        query = f"?{request.query_string}" if request.query_string else ""
        path = request.path.removeprefix("/teams/v3/") + query
        self.asked.append((request.method, path, body, dict(request.headers)))
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.failures and request.method != "GET":
            status, headers, answer = self.failures.pop(0)
            return web.json_response(answer, status=status, headers=headers)
        return self._done(request.method, [unquote(part) for part in path.split("/")], body)

    def _done(self, method: str, parts: list[str], body: Any) -> web.Response:
        self.changed.set()
        match method, parts:
            case "POST", ["conversations"]:
                return self._begun(body)
            case "POST", ["conversations", conversation, last, *_]:
                return self._written(last, conversation, body)
            case "PUT", ["conversations", conversation, "activities", ref]:
                return self._edited(conversation, ref, body)
            case "DELETE", ["conversations", _, "activities", ref]:
                self.posts[ref].deleted = True
                return web.json_response({})
            case "GET", ["conversations", _, "members", _] if self.members_down:
                return _error(503, "ServiceUnavailable")
            case "GET", ["conversations", team, "members", name] if team in self.teams:
                known = name in self.teams[team]
                return web.json_response({"id": name}) if known else _error(404, "MemberNotFound")
            case "GET", ["conversations", _, "members", name] if name in self.members:
                return web.json_response(self.members[name])
            case _:
                return _error(404, "ConversationNotFound")

    def _begun(self, body: Any) -> web.Response:
        name = body["members"][0]["id"]
        if name in self.blockers:
            return _error(403, "MessageWritesBlocked")
        known = f"29:{name}"  # a person is asked for by either id, and has one chat
        begun = known if known in self.members else name
        return web.json_response({"id": self.chats.setdefault(begun, f"a:{begun}")}, status=201)

    def _posted(self, conversation: str, body: Any) -> web.Response:
        if conversation.partition(";")[0] in self.blocked:
            return _error(403, "BotNotInConversationRoster")
        ref = next(self._ids)
        if body["type"] != "typing":
            self.posts[ref] = Posted(conversation, body)
        return web.json_response({"id": ref}, status=201)

    def _written(self, last: str, conversation: str, body: Any) -> web.Response:
        match last:
            case "activities":
                return self._posted(conversation, body)
            case _ if last == TARGETED_POST:
                return self._told_one(conversation, body)
            case _:
                return _error(404, "ConversationNotFound")

    def _told_one(self, conversation: str, body: Any) -> web.Response:
        """A targeted message: in rooms only, to one of those who are there."""
        who = (body.get("recipient") or {}).get("id", "")
        room = conversation.partition(";")[0]
        if not self.targeting:
            return _error(403, "BotNotInConversationRoster")
        if room.startswith("a:") or who not in self.members:
            return _error(400, "BadArgument")
        done = self._posted(conversation, body)
        if done.status == 201:
            self.posts[next(reversed(self.posts))].alone = who
        return done

    def _edited(self, conversation: str, ref: str, body: Any) -> web.Response:
        """Who sees a message never changes, and on an edit nobody is named."""
        ref, _, query = ref.partition("?")
        post = self.posts.get(ref)
        if query and "recipient" in body:
            return _error(400, "BadArgument")
        if post is None or post.place != conversation.partition(";")[0]:
            return _error(404, "ActivityNotFoundInConversation")
        if bool(post.alone) != (query == TARGETED):
            return _error(404, "ActivityNotFoundInConversation")
        post.activity, post.edits = body, post.edits + 1
        return web.json_response({"id": ref})

    # What people see

    def read_by_all(self, place: str) -> list[Posted]:
        return [post for post in self.seen(place) if not post.alone]

    def seen(self, place: str) -> list[Posted]:
        return [p for p in self.posts.values() if p.place == place and not p.deleted]

    def wire(self) -> str:
        """Everything that was ever sent here, as text."""
        return "\n".join(json.dumps(one[:3], ensure_ascii=False) for one in self.asked)

    def writes(self) -> Iterator[str]:
        """The methods of what was written, but for signs that somebody is typing: a slow machine
        shows those wherever somebody waits."""
        for method, _, body, _ in self.asked:
            if method != "GET" and (body or {}).get("type") != "typing":
                yield method


def _error(status: int, code: str) -> web.Response:
    said = {"code": code, "message": "in words that we never repeat"}
    return web.json_response({"error": said}, status=status)
