"""The two pictures that Teams asks of an app, drawn here: a corridor that ends in a door."""

import math
import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Colour: TypeAlias = tuple[int, int, int, int]
WHITE, GROUND = (255, 255, 255), (74, 79, 158)
ACCENT = "#4A4F9E"
# The near frame, the door at the far end, and the edges between them, in a square of 1 by 1.
NEAR = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
DOOR = ((0.34, 0.3), (0.66, 0.3), (0.66, 0.78), (0.34, 0.78))


def colour() -> bytes:
    """A PNG of 192 by 192: white on a ground of one colour, with the picture in its middle 96."""
    return _drawn(192, 48, 8.0, _on_ground)


def outline() -> bytes:
    """A PNG of 32 by 32: white on nothing."""
    return _drawn(32, 4, 2.2, lambda ink: (*WHITE, round(255 * ink)))


def _on_ground(ink: float) -> Colour:
    red, green, blue = (round(u + (w - u) * ink) for u, w in zip(GROUND, WHITE, strict=True))
    return red, green, blue, 255


def _drawn(size: int, margin: int, width: float, paint: Callable[[float], Colour]) -> bytes:
    lines = [(_at(a, size, margin), _at(b, size, margin)) for a, b in _edges()]
    rows = (
        b"\0" + b"".join(bytes(paint(_ink((x, y), lines, width))) for x in range(size))
        for y in range(size)
    )
    return _png(size, b"".join(rows))


def _edges() -> list[tuple[Point, Point]]:
    around = [(shape[n - 1], shape[n]) for shape in (NEAR, DOOR) for n in range(4)]
    return around + list(zip(NEAR, DOOR, strict=True))


def _at(point: Point, size: int, margin: int) -> Point:
    """A point of the picture on the pixels, of which each is its own middle."""
    inner = size - 2 * margin - 1
    return margin + point[0] * inner, margin + point[1] * inner


def _ink(at: Point, lines: list[tuple[Point, Point]], width: float) -> float:
    """How much of a pixel the lines cover, from 0 to 1."""
    near = min(_distance(at, a, b) for a, b in lines)
    return max(0.0, min(1.0, width / 2 + 0.5 - near))


def _distance(at: Point, a: Point, b: Point) -> float:
    """From a point to a line that ends in `a` and `b`."""
    along, across = b[0] - a[0], b[1] - a[1]
    share = ((at[0] - a[0]) * along + (at[1] - a[1]) * across) / (along**2 + across**2)
    held = max(0.0, min(1.0, share))
    return math.hypot(at[0] - a[0] - held * along, at[1] - a[1] - held * across)


def _png(size: int, rows: bytes) -> bytes:
    """A PNG with red, green, blue and alpha of eight bits, each row begun by its filter (none)."""
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
