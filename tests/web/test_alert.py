"""An alert in the playground: told in a word, read aloud, and readable in light and dark."""

import re
from itertools import product
from pathlib import Path

import pytest

from bot.words.cards import LEVELS, Alert, Level, Link, Message
from tests.contract.rigs import markup

STYLE = (Path(__file__).parents[2] / "adapters/web/static/style.css").read_text("utf-8")
COLOURS = {"danger": "urgent", "warning": "warning", "info": "accent"}
GROUNDS = {"danger": "urgent-bg", "warning": "warning-bg", "info": "accent-soft"}


@pytest.mark.parametrize("level", LEVELS)
def test_its_level_is_a_word_and_danger_is_read_at_once(level: Level) -> None:
    page = markup(Message("t", (Alert(("Call ", Link("now", "tel:555")), level),)))
    role = "alert" if level == "danger" else "status"
    assert f'<p class="alert alert-{level}" role="{role}">' in page
    assert f"<strong><bdi>{LEVELS[level]}:</bdi></strong>" in page
    assert 'href="tel:555"' in page


def palettes() -> list[dict[str, str]]:
    """The light colours, and the dark ones."""
    light, dark = re.findall(r":root \{([^}]*)\}", STYLE)
    read = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]
    assert all(len(one) > 15 for one in read)
    return read


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("level", "palette"), list(product(LEVELS, (0, 1))))
def test_it_can_be_read_in_light_and_dark(level: Level, palette: int) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, for the words, their links and the level."""
    colours = palettes()[palette]
    rule = STYLE.split(f".alert-{level} {{")[-1] if level != "info" else STYLE.split(".alert {")[1]
    assert f"background: var(--{GROUNDS[level]})" in rule.split("}")[0]
    ground = luminance(colours[GROUNDS[level]])
    for name in ("ink", "accent", COLOURS[level]):
        low, high = sorted((luminance(colours[name]), ground))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_a_link_in_an_alert_has_our_colour() -> None:
    """A browser's own blue can't be read on a dark alert."""
    rule = re.search(r"\.alert a \{([^}]*)\}", STYLE)
    assert rule is not None
    assert "color: var(--accent)" in rule[1]
