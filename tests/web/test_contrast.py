"""Text in the playground can be read: at least 4.5 to 1 in light and in dark, whatever it stands on.

The pairs are not a list of ours: they are worked out from the stylesheet. A rule that sets both a
text's colour and what is behind it is a pair. Any other colour may stand on any other background,
so each is held to with each.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

STYLE = Path(__file__).parents[2] / "adapters" / "web" / "static" / "style.css"
LEAST = 4.5
LOWEST = 10  # pixels
TEXT, BEHIND = "color", "background"
Colour = tuple[float, float, float]
Palette = Mapping[str, str]


class Rule(NamedTuple):
    selector: str
    declared: Mapping[str, str]


def sheet() -> str:
    return re.sub(r"/\*.*?\*/", "", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)


def rules() -> Iterator[Rule]:
    """Every rule of the sheet, those for narrow screens too; the palettes are none."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet()):
        if selector.strip() != ":root":
            pairs = (part.partition(":") for part in body.split(";") if ":" in part)
            declared = {name.strip(): value.strip() for name, _, value in pairs}
            yield Rule(selector.strip(), declared)


def palettes() -> dict[str, Palette]:
    light, dark = re.findall(r":root\s*\{([^{}]*)\}", sheet())
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", part)) for part in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def colour(value: str, palette: Palette) -> Colour | None:
    """What a declared value is; None for what is no colour of its own (`none`, `inherit`)."""
    if mixed := re.fullmatch(
        r"color-mix\(in srgb, (var\(.+?\)) (\d+)%, (var\(.+?\))\)", value.strip()
    ):
        one, other = colour(mixed[1], palette), colour(mixed[3], palette)
        assert one is not None
        assert other is not None
        share = int(mixed[2]) / 100
        return (
            share * one[0] + (1 - share) * other[0],
            share * one[1] + (1 - share) * other[1],
            share * one[2] + (1 - share) * other[2],
        )
    if named := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = palette[named[1]]
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        assert value in {"none", "inherit", "currentColor"} or value.startswith("rgb("), value
        return None
    return int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255


def luminance(of: Colour) -> float:
    """Relative luminance, WCAG 2.2."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def pairs() -> set[tuple[str, str]]:
    """Each text colour with each background that it may stand on, as they are declared."""
    texts, behinds, both = set(), set(), set()
    for _, declared in rules():
        text, behind = declared.get(TEXT, ""), declared.get(BEHIND, "")
        if text and behind and behind != "none":
            both.add((text, behind))
            continue
        texts |= {text} - {"", "inherit"}
        behinds |= {behind} - {"", "none"} if _holds_text(declared) else set()
    return both | set(product(texts, behinds))


def _holds_text(declared: Mapping[str, str]) -> bool:
    """Not what is too low for a line of text: a dot, a bar."""
    height = re.fullmatch(r"(\d+)px", declared.get("height", ""))
    return height is None or int(height[1]) > LOWEST


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_can_be_read(theme: str) -> None:
    palette, faint = palettes()[theme], {}
    for text, behind in sorted(pairs()):
        one, other = colour(text, palette), colour(behind, palette)
        if one is not None and other is not None and contrast(one, other) < LEAST:
            faint[text, behind] = round(contrast(one, other), 2)
    assert faint == {}


def test_the_sheet_is_understood() -> None:
    """A sheet that is written in another way would pass by having no pairs."""
    found = pairs()
    assert len(found) > 40
    assert ("var(--accent-ink)", "var(--accent)") in found
    assert ("var(--soft)", "var(--urgent-bg)") in found
    assert contrast((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)) == pytest.approx(21)
    assert contrast((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)) == 1
