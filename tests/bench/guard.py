"""The guard: what one check costs the processor, against writing the same text as JSON.

Goals, in milliseconds of processor time: 200 characters in 0.3 (median) and 2 (99th of 100),
40,000 in 60. The ratio is to a hundred times `json.dumps`, which every text goes through anyway.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from random import Random
from statistics import quantiles

from bot.ops.redact import redact
from bot.privacy import Guard
from tests.bench.row import Row
from tests.privacy.corpus import UNTOUCHED, UNTUNED, clean, examples

WRITES = 100
STREAM = 100_000


def _spent(work: Callable[[], object]) -> float:
    """Milliseconds of this process' own time."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _samples(texts: Sequence[str]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Each text checked, the best of three, and written, in turns."""
    guard = Guard()
    guard.check("warm up")
    ours, theirs = [], []
    for text in texts:
        ours.append(min(_spent(lambda text=text: guard.check(text)) for _ in range(3)))  # type: ignore[misc]
        theirs.append(_spent(lambda text=text: [json.dumps(text) for _ in range(WRITES)]))  # type: ignore[misc]
    return tuple(ours), tuple(theirs)


def _cut(texts: Sequence[str], size: int, seed: int) -> Iterator[str]:
    """The texts in any order, one a line, cut into pieces of so many characters."""
    mixed = list(texts)
    Random(seed).shuffle(mixed)
    whole = "\n".join(mixed)
    yield from (whole[at : at + size] for at in range(0, len(whole) - size + 1, size))


def _row(name: str, texts: Sequence[str]) -> Row:
    ours, theirs = _samples(texts)
    last = quantiles(ours, n=100)[-1] if len(ours) > 99 else max(ours)
    return Row(f"{name} (p99 {last:.2f} ms)", f"{WRITES} × json.dumps", "ms", ours, theirs)


def _stream(lines: Sequence[str]) -> Row:
    """`corridor redact` on 100,000 lines: thousands of lines a second, against reading and writing
    the same lines as JSON."""
    given = "".join(f"{lines[n % len(lines)]}\n" for n in range(STREAM)).encode()
    guard, ours, theirs = Guard(), [], []
    for _ in range(2):
        ours.append(STREAM / _spent(lambda: redact(BytesIO(given), BytesIO(), guard.check)))
        theirs.append(STREAM / _spent(lambda: _copied(BytesIO(given), BytesIO())))
    name = f"corridor redact, {STREAM:,} lines"
    return Row(name, "the same copied as JSON", "thousand a second", tuple(ours), tuple(theirs))


def _copied(lines: BytesIO, out: BytesIO) -> None:
    for line in lines:
        out.write(json.dumps({"text": line.decode(), "spans": []}).encode() + b"\n")


async def rows() -> list[Row]:
    lines, hits = clean(), [one.text for one in examples((*UNTUNED, *UNTOUCHED), 8)]
    talk = [*lines * 4, *hits[:200]]
    return [
        _row("200 characters, nothing in them", list(_cut(lines, 200, 1))),
        _row("200 characters full of identifiers", list(_cut(hits, 200, 2))[:400]),
        _row(
            "40,000 characters, one line in twenty with identifiers",
            list(_cut(talk, 40_000, 3))[:6],
        ),
        _row("40,000 characters full of identifiers", list(_cut(hits, 40_000, 4))[:4]),
        _stream(talk),
    ]
