"""Installing from a web page: Slack's OAuth, with our words on the pages."""

from collections.abc import Sequence
from html import escape

import structlog
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.installs import Installs, NotOurs, States
from adapters.slack.manifest import LINKS, OPTIONAL, SCOPES
from adapters.slack.outcomes import told

log = structlog.get_logger()
INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>body{{font:17px/1.5 system-ui,sans-serif;max-width:34em;"
    "margin:15vh auto;padding:0 1.2em}}</style></head><body><h1>{title}</h1><p>{text}</p>"
    "</body></html>"
)
WHY = {
    "access_denied": "You did not allow it, so nothing was installed.",
    "invalid_browser": "This page was reached by another way than the one that began it.",
    "invalid_state": "That took longer than ten minutes, or the page was used before.",
    "invalid_code": "Slack did not confirm the installation.",
}
NOT_OURS = "This workspace is not one of the hospital's."
NAME_IT = "Ask the hospital's IT staff to name it in corridor.toml under [slack] workspaces."
AGAIN = "Begin again at /slack/install."


class Flow(AsyncOAuthFlow):
    """Bolt's flow takes what Slack refuses for a failed installation, and what keeps us from Slack
    for an error of ours."""

    async def run_installation(self, code: str) -> Installation | None:
        try:
            return await super().run_installation(code)
        except ERRORS as error:
            log.warning("Slack was not installed: it can't be reached", why=told(error))
            return None


def flow(
    web: WebApi, installs: Installs, states: States, client_id: str, client_secret: str
) -> AsyncOAuthFlow:
    return Flow(
        client=web.apart(),
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=[*SCOPES, *OPTIONAL, *LINKS],
            user_scopes=[],
            authorization_url=web.base_url.removesuffix("api/") + "oauth/v2/authorize",
            install_path=INSTALL,
            redirect_uri_path=BACK,
            install_page_rendering_enabled=False,
            installation_store=installs,
            installation_store_bot_only=True,
            state_store=states,
            callback_options=AsyncCallbackOptions(success=_installed, failure=_failed),
        ),
    )


async def _installed(args: AsyncSuccessArgs) -> BoltResponse:
    told = "Corridor is installed. In Slack, invite it to the channels it should work in and type"
    return _page(200, "Installed", f"{told} /corridor setup there.")


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    """What the address says went wrong is anybody's words: only what is known is repeated."""
    if isinstance(args.error, NotOurs):
        log.warning(
            "Slack was not installed: not a workspace of ours", workspace=args.error.workspace
        )
        return _page(403, "Not installed", f"{NOT_OURS} {NAME_IT}")
    why = args.reason if args.reason in WHY else "something else"
    log.warning("Slack was not installed", why=why)
    told = WHY.get(why, "Slack could not finish the installation.")
    return _page(args.suggested_status_code, "Not installed", f"{told} {AGAIN}")


def _page(status: int, title: str, text: str) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    body = PAGE.format(title=escape(title), text=escape(text))
    return BoltResponse(status=status, body=body, headers=headers)
