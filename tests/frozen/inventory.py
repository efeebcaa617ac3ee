"""What hospitals, operators and platforms know Corridor by: `python -m tests.frozen.inventory`
writes the list anew, the tests compare the list with the code.

Names as they go over the wire or stand in a database; where the code keeps them is no part of it.
"""

import json
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import httpx
import typer.main
from sqlalchemy import Engine, Inspector, inspect
from starlette.applications import Starlette

from bot.core.audit import AuditAct
from bot.core.router import routes
from bot.features import FEATURES
from bot.ops.cli import cli
from bot.run.app import build
from bot.run.metrics import Metrics
from bot.run.probes import Probes
from bot.settings.load import load
from bot.settings.variables import PLAIN, SLACK, TEAMS
from bot.words.events import Due
from storage.engine.base import SealedText
from storage.trust.sealed_texts import columns
from tests.frozen.house import Json, postgresql, sqlite
from tests.frozen.thaw import DATA, read
from tests.fuzz import FIELDS
from tests.harness import Bot
from tests.storage.asking import functions
from tests.storage.postgres import served

ROOT = Path(__file__).parents[2]
FILE = DATA.parent / "inventory.json"
PLATFORMS = {
    "CORRIDOR_CONFIG": "corridor.toml",
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "s",
    "TEAMS_APP_ID": "app",
    "TEAMS_APP_PASSWORD": "p",
    "TEAMS_TENANT_ID": "t",
}
INSTALLED = {
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "CORRIDOR_KEYS": "A" * 43 + "=",
}
NUMBER = re.compile(r"\d+")
METRIC = re.compile(r"^# TYPE (corridor_\w+)", re.MULTILINE)


def of_the_code() -> Json:
    """What the code of now has; the schema, which takes a database, is `schema`."""
    table = routes(FEATURES)
    kinds = sorted({kind.__name__ for kind, _ in table})
    return {
        "routes": {
            one: sorted(name for kind, name in table if kind.__name__ == one) for one in kinds
        },
        "timers": sorted(name for kind, name in table if kind is Due),
        "fields": FIELDS,
        "sealed_texts": dict(sorted(_sealed())),
        "audit_acts": sorted(get_args(AuditAct)),
        "environment": sorted((*PLAIN, *SLACK, *TEAMS)),
        "commands": dict(sorted(_commands(typer.main.get_command(cli), ""))),
        "http": sorted({*_paths({}), *_paths(PLATFORMS), *_paths(PLATFORMS | INSTALLED)}),
        "counts": counts(),
    }


def counts() -> dict[str, int]:
    """How much the tests find that look for what there is."""
    return {
        "storage functions asked": len(functions()),
        "fields fuzzed": len(FIELDS),
        "routes": len(routes(FEATURES)),
        "features": len(FEATURES),
        "columns of sealed texts": len(columns()),
        "golden files": sum(
            path.suffix in {".txt", ".json", ".html"} for path in (ROOT / "tests/golden").rglob("*")
        ),
        "pages": len([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]),
    }


def _sealed() -> Iterator[tuple[str, str]]:
    """Labels are authenticated: a text sealed under one opens under no other."""
    for column in columns():
        assert isinstance(column.type, SealedText)
        yield str(column), f"{column.type.place}{' steady' if column.type.steady else ''}"


def _commands(command: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    """Every command, with its options and arguments."""
    options = (name for one in command.params for name in (*one.opts, *one.secondary_opts))
    yield path or "corridor", sorted({*options} - {"--help"})
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{path} {name}".strip())


def _paths(env: Mapping[str, str]) -> Iterator[str]:
    """What is answered with these settings; without any, in the playground."""
    text = (DATA / "corridor.toml").read_text("utf-8")
    app = build(load(env, lambda _: text) if env else load({}, _no_file))
    yield from _below(app.web.routes)
    app.writer.database.kw["bind"].dispose()


def _below(routes: Iterable[Any], path: str = "") -> Iterator[str]:
    for route in routes:
        here = f"{path}{getattr(route, 'path', '')}"
        below = getattr(route, "routes", None)
        yield from _below(below, here) if below else (here,)


def _no_file(name: str) -> str:
    raise FileNotFoundError(name)


def metrics(bot: Bot) -> list[str]:
    """The names that /metrics tells."""
    probes = Probes(bot.writer, lambda: bot.now, Metrics(("slack",)))
    there = httpx.ASGITransport(Starlette(routes=probes.routes))

    async def asked() -> str:
        async with httpx.AsyncClient(transport=there, base_url="http://127.0.0.1") as client:
            return (await client.get("/metrics")).text

    return sorted(METRIC.findall(bot.run(asked())))


def shown_in(record: Json) -> Json:
    """What a hospital shows: keys of messages, and what buttons carry."""
    return {
        "keys": sorted({shape(row["key"]) for row in record["shown"]}),
        "buttons": shapes(message["message"] for message in _messages(record)),
    }


def windows(acts: Iterable[Json]) -> Json:
    """The fields of each form that was answered with, by the action that it sends."""
    forms: dict[str, set[str]] = {}
    for act in acts:
        if act["answer"]["is"] == "form":
            here = forms.setdefault(act["answer"]["sends"]["name"], set())
            here |= {f"{name}: {kind}" for name, kind in act["answer"]["fields"].items()}
    return {name: sorted(fields) for name, fields in sorted(forms.items())}


def _messages(record: Json) -> Iterator[Json]:
    for posts in record["posts"].values():
        yield from posts.values()
    yield from ({"message": one["reply"]} for one in record["told"])
    yield from ({"message": row["body"]} for row in record["shown"])


def shapes(messages: Iterable[Any]) -> dict[str, list[str]]:
    """What the buttons of messages carry: by action the shapes of its arguments."""
    found: dict[str, set[str]] = {}
    for message in messages:
        for action in _actions(message):
            found.setdefault(action["name"], set()).add(" ".join(map(shape, action["args"])))
    return {name: sorted(args) for name, args in sorted(found.items())}


def _actions(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _actions(one)
    if isinstance(value, dict):
        if value.get("is") == "Action":
            yield value
        for one in value.values():
            yield from _actions(one)


def shape(word: str) -> str:
    """Numbers and what is left to chance are not part of it."""
    return NUMBER.sub("1", re.sub(r"[\w-]{20,}|\b[b-z]{4,5}(-[b-z]{2,5}){2,}\b", "(chance)", word))


def schema(engine: Engine) -> Json:
    """Tables with their columns and indexes, as the database tells them; not an index of what is
    reckoned, which SQLite tells nobody of."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*expression-based index")
        return _tables(inspect(engine))


def _tables(looked: Inspector) -> Json:
    return {
        name: {
            "columns": {
                column["name"]: f"{column['type']}{'' if column['nullable'] else ' NOT NULL'}"
                for column in looked.get_columns(name)
            },
            "key": looked.get_pk_constraint(name)["constrained_columns"],
            "indexes": {
                str(index["name"]): [str(column) for column in index["column_names"]]
                for index in looked.get_indexes(name)
            },
        }
        for name in sorted(looked.get_table_names())
    }


def missing(listed: Any, now: Any, path: str = "") -> Iterator[str]:
    """What is listed and is not there any more, or is less than it was."""
    if isinstance(listed, dict):
        for name, value in listed.items():
            if name not in now:
                yield f"{path}/{name}"
            else:
                yield from missing(value, now[name], f"{path}/{name}")
    elif isinstance(listed, list):
        yield from (f"{path}/{one}" for one in listed if one not in now)
    elif isinstance(listed, int):
        if now < listed:
            yield f"{path}: {now} where there were {listed}"
    elif listed != now:
        yield f"{path}: {now!r} where it was {listed!r}"


def main() -> None:
    """Needs both databases of the frozen hospital; see `make.py`."""
    found = of_the_code() | shown_in(read(DATA / "sqlite.record.json.gz"))
    found["windows"] = windows(read(DATA / "sqlite.acts.json.gz"))
    with TemporaryDirectory() as folder, served() as server:
        houses = {"sqlite": sqlite(Path(folder)), "postgresql": postgresql(server, "listed")}
        for name, house in houses.items():
            with house.opened() as database:
                found[f"schema of {name}"] = schema(database.kw["bind"])
        with houses["sqlite"].started() as bot:
            found["metrics"] = metrics(bot)
    FILE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    sys.stdout.write(f"{FILE.name}: {len(found)} lists, {found['counts']}\n")


if __name__ == "__main__":
    main()
