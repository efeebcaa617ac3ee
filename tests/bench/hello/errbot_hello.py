"""errbot with its own test backend: a plugin that answers hello, messages in memory. Prints how many
messages a second, and a CPU second, were answered. Stores nothing."""

import logging
import sys
import tempfile
import time
from pathlib import Path

from errbot.backends.test import TestBot

PLUGIN = """
from errbot import BotPlugin, botcmd
class Hello(BotPlugin):
    @botcmd
    def hello(self, msg, args):
        return "Hello"
"""
ABOUT = "[Core]\nName = Hello\nModule = hello\n[Python]\nVersion = 3\n"


def main(many: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "hello.py").write_text(PLUGIN)
        Path(folder, "hello.plug").write_text(ABOUT)
        bot = TestBot(extra_plugin_dir=folder, loglevel=logging.ERROR)
        bot.start()
        logging.disable(logging.CRITICAL)
        ask(bot, 50)
        start, busy = time.perf_counter(), time.process_time()
        ask(bot, many)
        took, worked = time.perf_counter() - start, time.process_time() - busy
        print(many / took, many / worked, flush=True)  # noqa: T201 - how its parent learns it
        bot.stop()


def ask(bot: TestBot, many: int) -> None:
    for _ in range(many):
        bot.push_message("!hello")
    for _ in range(many):
        assert bot.pop_message(timeout=60).startswith("Hello")


main(int(sys.argv[1]))
