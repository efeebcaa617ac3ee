"""Who is paged when nobody answers (`[ladder]`), and by what besides chat (`[[paging]]`)."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise

from bot.rules.hospital import RUNGS, Hospital, Ladder, PagingService, Priority, Target
from bot.rules.parse_span import span
from bot.settings.plain import Wrong, web_address
from bot.settings.table import Table

REPEATS: Mapping[Priority, timedelta] = {"P1": timedelta(minutes=5), "P2": timedelta(minutes=15)}
LEAST = timedelta(minutes=1)
TELL = timedelta(minutes=30)
NAME = "CORRIDOR_PAGE_"


def ladders(table: Table, targets: Mapping[Priority, Target]) -> Mapping[str, Ladder]:
    """Where the file does not say, each rung comes as long after the one before as the backup."""
    found: dict[str, Ladder] = {rank: _ladder(table, rank, targets[rank]) for rank in REPEATS}
    table.get("link")
    table.done()
    return found


def link(table: Table) -> str:
    """The address that a page leads to which leaves the chat."""
    return table.read("link", web_address, "")


def _ladder(table: Table, rank: Priority, target: Target) -> Ladder:
    key, step = rank.lower(), target.escalate or target.span
    usual = tuple(step * n for n in range(len(RUNGS)))
    after = table.texts(key, _minutes) or usual
    if len(after) != len(RUNGS) or any(later < earlier for earlier, later in pairwise(after)):
        mend = f'Give one for each of {", ".join(RUNGS)}, like ["0m", "10m", "20m", "30m"].'
        table.wrong(key, "is not four spans that grow.", mend)
        after = usual
    repeat = table.read(f"{key}_repeat", _repeat, REPEATS[rank])
    return Ladder(after, repeat, table.read("tell", _repeat, TELL))


def _minutes(text: str) -> timedelta:
    if text.strip().lower() in {"0", "0m", "0 min"}:
        return timedelta(0)
    length, working = span(text)
    if working:
        raise Wrong(f'"{text}" is in working time.', 'Paging runs day and night: "10m".')
    return length


def _repeat(text: str) -> timedelta:
    length = _minutes(text)
    if length < LEAST:
        raise Wrong(f'"{text}" is too often.', 'Give at least "1m".')
    return length


def paging(tables: tuple[Table, ...]) -> tuple[PagingService, ...]:
    return tuple(_service(table) for table in tables)


def _service(table: Table) -> PagingService:
    found = PagingService(
        name=table.read("service", _variable, ""),
        says=table.text("says", "pager"),
        person=table.text("person"),
        rung=table.choice("rung", RUNGS),
    )
    if not table.values.get("service"):
        table.wrong("service", "is missing.", f'Name the variable: service = "{NAME}SAM".')
    if bool(found.person) == bool(found.rung):
        mend = 'Write person = "a name of [[people]]", or rung = "oncall".'
        table.wrong("person", "and rung: one of the two says whose pages these are.", mend)
    table.done()
    return found


def _variable(text: str) -> str:
    rest = text.removeprefix(NAME)
    if rest == text or not rest.replace("_", "").isalnum() or not text.isascii() or len(text) > 64:
        mend = f"Name a variable that begins with {NAME} and holds the address, not the address."
        raise Wrong("is not the name of a paging variable.", mend)
    return text


def services(env: Mapping[str, str], hospital: Hospital) -> dict[str, str]:
    """The addresses that the environment holds for the services that the file names."""
    return {one.name: env[one.name].strip() for one in hospital.paging if env.get(one.name)}
