"""opsdroid as its tutorial has it: a skill that answers hello, over a connector in memory. Prints
how many messages a second, and a CPU second, were answered. Stores nothing."""

import asyncio
import gettext
import sys
import time
from typing import Any

from opsdroid.connector import Connector, register_event
from opsdroid.core import OpsDroid
from opsdroid.events import Message
from opsdroid.matchers import match_regex

AT_ONCE = 64
gettext.install("opsdroid")


class Memory(Connector):  # type: ignore[misc]
    def __init__(self, bot: Any) -> None:
        super().__init__({"name": "memory"}, opsdroid=bot)
        self.name, self.posts = "memory", 0

    @register_event(Message)  # type: ignore[untyped-decorator]
    async def post(self, _message: Any) -> None:
        self.posts += 1


@match_regex("hello")  # type: ignore[untyped-decorator]
async def hello(_bot: Any, _config: Any, message: Any) -> None:
    await message.respond("Hello")


async def measure(bot: Any, memory: Memory, many: int) -> None:
    line = iter(range(many))

    async def ask() -> None:
        for n in line:
            said = Message("hello", user_id=f"u{n}", target=f"c{n % 64}", connector=memory)
            await bot.parse(said)

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    assert memory.posts >= many, memory.posts


def main(many: int) -> None:
    with OpsDroid(config={}) as bot:
        bot.register_skill(hello, config={"name": "hello"})
        memory = Memory(bot)
        bot.connectors.append(memory)
        bot.eventloop.run_until_complete(measure(bot, memory, 200))
        memory.posts = 0
        start, busy = time.perf_counter(), time.process_time()
        bot.eventloop.run_until_complete(measure(bot, memory, many))
        took, worked = time.perf_counter() - start, time.process_time() - busy
    print(many / took, many / worked, flush=True)  # noqa: T201 - how its parent learns it


main(int(sys.argv[1]))
