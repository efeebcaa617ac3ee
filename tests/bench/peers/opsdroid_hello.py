"""opsdroid as its tutorial has it, on its own Slack connector: a skill that answers hello. It checks no
signature and stores nothing: a message is lost with the process.

    python opsdroid_hello.py PORT API_URL
"""

import asyncio
import gettext
import signal
import sys
from typing import Any

gettext.install("opsdroid")

from opsdroid.connector.slack import ConnectorSlack  # noqa: E402 - it wants the above
from opsdroid.core import OpsDroid  # noqa: E402
from opsdroid.matchers import match_regex  # noqa: E402
from opsdroid.web import Web  # noqa: E402


@match_regex("hello")  # type: ignore[untyped-decorator]
async def hello(_bot: Any, _config: Any, message: Any) -> None:
    await message.respond("Hello")


async def serve(bot: Any, api_url: str) -> None:
    bot.web_server = Web(bot)
    connector = ConnectorSlack({"bot-token": "xoxb-not-a-secret", "socket-mode": False}, bot)
    connector.slack_web_client.base_url = api_url
    bot.connectors.append(connector)
    await connector.connect()
    await bot.web_server.start()
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)  # it would wait for itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    await asyncio.Event().wait()


def main(port: str, api_url: str) -> None:
    with OpsDroid(config={"web": {"host": "127.0.0.1", "port": int(port)}}) as bot:
        bot.register_skill(hello, config={"name": "hello"})
        bot.eventloop.run_until_complete(serve(bot, api_url))


main(*sys.argv[1:])
