"""What stores on the database ask of whoever runs their transactions."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from storage import HospitalSession

T = TypeVar("T")


class TransactionRunner(Protocol):
    """Runs a piece of work in a transaction, and answers once that is kept: `storage.Writer`, or
    what operators' commands and tests have in its place."""

    def run(self, fn: Callable[[HospitalSession], T]) -> Awaitable[T]: ...
