"""The whole path of a concern in one sentence, from the signed request to the commit and the answer,
on SQLite and PostgreSQL, in one process and in four; against the bare bolt app, a server that only
answers, and the driver alone committing as many rows. And an acknowledgement alone, for all our
commands, against a bolt app with one listener.

The load generator, the servers and PostgreSQL share the machine's cores: four processes gain what
cores are left, so requests a CPU second of the servers are told as well.
"""

import asyncio
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import psycopg
from sqlalchemy import make_url

from tests.bench.row import Row, in_turns
from tests.bench.slack import Load, sentence
from tests.bench.slack import served as serving
from tests.storage.postgres import made, programs, served

REQUESTS, ROUNDS, ROWS_EACH = 480, 4, 9  # rows that a concern in one sentence writes
CHEAP = 4_800  # of what costs little, so that the kernel's clock ticks often enough meanwhile
LINE = ("harbor", "concern:101", "x" * 300)


class Servers:
    """Several processes under one load."""

    def __init__(self, loads: Sequence[Load]) -> None:
        self._loads = loads

    async def sample(self, requests: int = REQUESTS) -> tuple[float, float]:
        """Requests a second of all together, and a CPU second of theirs."""
        each = requests // len(self._loads)
        busy, start = sum(load.cpu() for load in self._loads), time.perf_counter()
        await asyncio.gather(*(load.sample(sentence, each) for load in self._loads))
        took = time.perf_counter() - start
        busy = sum(load.cpu() for load in self._loads) - busy
        return each * len(self._loads) / took, each * len(self._loads) / max(busy, 0.01)


class Machine:
    """Starts servers that all know the same Slack."""

    def __init__(self, stack: AsyncExitStack, folder: Path, api: str) -> None:
        self._stack, self._folder, self._api = stack, folder, api

    async def run(self, which: str, processes: int = 1, database: str = "") -> Servers:
        loads = []
        for _ in range(processes):
            given = (which, self._folder, self._api, database)
            load, _ = await self._stack.enter_async_context(serving(*given))
            loads.append(load)
        return Servers(loads)


Others: TypeAlias = Mapping[str, tuple[Servers, float | None]]


async def _rows(name: str, ours: Servers, others: Others, requests: int = REQUESTS) -> list[Row]:
    """Against each of the others, with the goal that there is for it; all in turns."""
    every = [(ours, requests), *((other, CHEAP) for other, _ in others.values())]
    turns = [[await one.sample(many) for one, many in every] for _ in range(ROUNDS + 1)][1:]
    found = []
    for at, (against, (_, goal)) in enumerate(others.items(), 1):
        for n, unit in enumerate(("requests/s", "requests/CPU s")):
            mine, other = (tuple(turn[who][n] for turn in turns) for who in (0, at))
            found.append(Row(name, against, unit, mine, other, goal if not n else None))
    return found


def _raw_sqlite(folder: Path) -> float:
    """Commits a second of the driver alone, nine rows in each."""
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    raw.execute("CREATE TABLE IF NOT EXISTS raw (a TEXT, b TEXT, c TEXT)")
    start = time.perf_counter()
    for _ in range(REQUESTS):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO raw VALUES (?, ?, ?)", [LINE] * ROWS_EACH)
        raw.execute("COMMIT")
    raw.close()
    return REQUESTS / (time.perf_counter() - start)


def _raw_postgres(url: str) -> float:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as raw, raw.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS raw (a TEXT, b TEXT, c TEXT)")
        raw.commit()
        start = time.perf_counter()
        for _ in range(REQUESTS):
            cursor.executemany("INSERT INTO raw VALUES (%s, %s, %s)", [LINE] * ROWS_EACH)
            raw.commit()
        return REQUESTS / (time.perf_counter() - start)


async def _against_commits(name: str, ours: Servers, raw: "object") -> Row:
    async def mine() -> float:
        return (await ours.sample())[0]

    async def theirs() -> float:
        assert callable(raw)
        return float(await asyncio.to_thread(raw))

    mine_, other = await in_turns(mine, theirs, ROUNDS)
    return Row(name, f"the driver alone, {ROWS_EACH} rows a commit", "a second", mine_, other)


async def _acknowledged(machine: Machine) -> list[Row]:
    ours, one = await machine.run("stub"), await machine.run("one")
    thirty = await machine.run("thirty")
    name = "an acknowledgement with all our commands, nothing stored"
    others: Others = {
        "bolt with one listener": (one, 1.0),
        "bolt with thirty": (thirty, None),
    }
    return await _rows(name, ours, others, CHEAP)


async def _whole(
    machine: Machine, where: str, database: str, processes: int
) -> tuple[Servers, list[Row]]:
    ours = await machine.run("corridor", processes, database)
    bare = await machine.run("bare", processes)
    floor = await machine.run("floor", processes)
    several = "one process" if processes == 1 else f"{processes} processes"
    others: Others = {
        "a bare bolt app that only acknowledges": (bare, 0.40),
        "an ASGI app that only answers": (floor, None),
    }
    return ours, await _rows(f"a concern sentence, {where}, {several}", ours, others)


async def rows() -> list[Row]:
    found: list[Row] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with serving("slack", folder, "") as (_, port):
            api = f"http://127.0.0.1:{port}/api/"
            async with AsyncExitStack() as stack:
                found += await _acknowledged(Machine(stack, folder, api))
            async with AsyncExitStack() as stack:
                ours, more = await _whole(Machine(stack, folder, api), "SQLite", "", 1)
                what = "a concern sentence, SQLite, one process"
                found += [*more, await _against_commits(what, ours, lambda: _raw_sqlite(folder))]
            if programs() is None:
                return found
            with served(durable=True) as server:
                url = made(server, "whole")
                for processes in (1, 4):
                    async with AsyncExitStack() as stack:
                        machine = Machine(stack, folder, api)
                        ours, more = await _whole(machine, "PostgreSQL", url, processes)
                        found += more
                        if processes == 1:
                            what = "a concern sentence, PostgreSQL, one process"
                            found.append(
                                await _against_commits(what, ours, lambda: _raw_postgres(url))
                            )
    return found
