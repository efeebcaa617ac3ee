"""Files are scrubbed when a commit asks for it, and again until that succeeds."""

import asyncio
from collections.abc import Callable

import pytest

from bot.run import scrubber
from bot.run.scrubber import Scrubber


async def rounds(ends: list[bool | Exception], requests: Callable[[Scrubber], None]) -> int:
    """How many scrubs there were when none of these ends was left and none was wanted."""
    done = asyncio.Event()
    count = 0

    def scrub() -> bool:
        nonlocal count
        count += 1
        end = ends.pop(0)
        if not ends:
            loop.call_soon_threadsafe(done.set)
        if isinstance(end, Exception):
            raise end
        return end

    loop = asyncio.get_running_loop()
    one = Scrubber(scrub)
    running = asyncio.ensure_future(one.run())
    await asyncio.sleep(0)
    requests(one)
    async with asyncio.timeout(60):
        await done.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return count


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrubber, "FIRST_PAUSE", 0.0)


async def test_once_at_the_start_for_the_process_that_died_before() -> None:
    assert await rounds([True], lambda _: None) == 1


async def test_again_while_the_files_are_in_use_or_out_of_reach() -> None:
    assert await rounds([False, OSError("gone"), True], lambda _: None) == 3


async def test_a_request_before_it_runs_is_not_lost() -> None:
    waiting = Scrubber(lambda: True)
    waiting.request()
    assert await rounds([True], lambda one: one.request()) == 1
