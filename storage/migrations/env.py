"""Runs migrations on the connection that `storage.engine.migrate` hands over."""

from typing import Literal

from alembic import context

from storage.engine.base import UtcDateTime
from storage.tables import METADATA


def render(kind: str, item: object, _: object) -> str | Literal[False]:
    """Our own column type under its own name."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=render,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
