"""What stores on the database ask of whoever runs their transactions."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from storage import HospitalDatabase, HospitalSession

T = TypeVar("T")


class TransactionRunner(Protocol):
    """Runs a piece of work in a transaction, and answers once that is kept: `storage.Writer`, or
    what operators' commands and tests have in its place."""

    def run(self, fn: Callable[[HospitalSession], T]) -> Awaitable[T]: ...


class AtOnce:
    """Runs it here and now, without a writer's thread: for commands."""

    def __init__(self, database: HospitalDatabase) -> None:
        self._database = database

    async def run(self, fn: Callable[[HospitalSession], T]) -> T:
        with self._database.begin() as db:
            return fn(db)
