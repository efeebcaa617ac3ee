"""errbot with a plugin that answers hello. It has no Slack of its own, so this is the least there can be:
the Flask app and the server of its own webserver plugin, the signature checked and answers posted by
Slack's SDK, and in between its test backend. It stores nothing: a message is lost with the process.

    python errbot_hello.py PORT API_URL
"""

import logging
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from errbot.backends.test import TestBot
from errbot.core_plugins import flask_app
from flask import request  # type: ignore[import-not-found]
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from werkzeug.serving import ThreadedWSGIServer  # type: ignore[import-not-found]

PLUGIN = """
from errbot import BotPlugin, botcmd
class Hello(BotPlugin):
    @botcmd
    def hello(self, msg, args):
        return "Hello"
"""
ABOUT = "[Core]\nName = Hello\nModule = hello\n[Python]\nVersion = 3\n"
VERIFIER = SignatureVerifier("not-a-secret")


def wire(backend: Any, client: WebClient) -> None:
    """Answers go to the channel that the message came from."""
    built = backend.build_reply

    def build_reply(msg: Any, *args: Any, **options: Any) -> Any:
        reply = built(msg, *args, **options)
        reply.extras.update(msg.extras)
        return reply

    def send_message(msg: Any) -> None:
        client.chat_postMessage(channel=msg.extras["channel"], text=msg.body)

    backend.build_reply, backend.send_message = build_reply, send_message


def listen(bot: TestBot) -> None:
    @flask_app.route("/slack/events", methods=["POST"])  # type: ignore[untyped-decorator]
    def events() -> tuple[str, int]:
        if not VERIFIER.is_valid_request(request.get_data(), dict(request.headers)):
            return "", 401
        event = request.get_json()["event"]
        bot.bot.push_message(event["text"], {"channel": event["channel"]})
        return "", 200


def main(port: str, api_url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "hello.py").write_text(PLUGIN)
        Path(folder, "hello.plug").write_text(ABOUT)
        bot = TestBot(extra_plugin_dir=folder, loglevel=logging.ERROR)
        bot.start()
        logging.disable(logging.CRITICAL)
        wire(bot.bot, WebClient(token="xoxb-not-a-secret", base_url=api_url))
        listen(bot)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # errbot waits for itself to end
        ThreadedWSGIServer("127.0.0.1", int(port), flask_app).serve_forever()


main(*sys.argv[1:])
