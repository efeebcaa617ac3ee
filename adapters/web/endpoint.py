"""Who may act on the playground, and with how much: our own page only, in one piece."""

import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.words.numbers import number

LONGEST = 256 * 1024
COOKIE = "corridor_page"
OUT_OF_DATE = "This page is out of date. Reload it and try again."
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,80}")


class Static(StaticFiles):
    """Our files; a browser asks each time whether they changed, so that an update is seen."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


def token(request: Request) -> str:
    """What a page proves with that it is ours; kept in the browser, so it outlives a restart."""
    found = request.cookies.get(COOKIE, "")
    return found if _TOKEN.fullmatch(found) else secrets.token_urlsafe(24)


def remember(answer: Response, secret: str, *, https: bool) -> Response:
    answer.set_cookie(COOKIE, secret, httponly=True, samesite="lax", secure=https)
    return answer


def refusal(request: Request) -> Response | None:
    """What is wrong with a request to do something; None for one from our own page."""
    size = number(request.headers.get("content-length", ""))
    if size is None or size > LONGEST:
        return sorry("That is too long to send. Say it in a few sentences.", 413)
    if not (_same_site(request) and _same_page(request)):
        return sorry(OUT_OF_DATE, 403)
    return None


def _same_site(request: Request) -> bool:
    """As the browser says it; an old browser only names the page's origin."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _same_page(request: Request) -> bool:
    sent, kept = request.headers.get("x-corridor", ""), request.cookies.get(COOKIE, "")
    known = _TOKEN.fullmatch(kept) is not None
    return known and secrets.compare_digest(sent.encode(), kept.encode())


def page(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, headers=HEADERS)


def sorry(sentence: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(sentence, status, headers=HEADERS)
