"""Bars as Slack's own chart. Pure.

All that a chart says stands in words below it: nothing of it is read aloud, and Slack does not tell
which clients draw it. Its figures are those that the words begin with, so it holds nothing that
they do not say. Limits are those of Slack's page on the data visualization block.
"""

import re
from collections.abc import Sequence

from adapters.slack.size_limits import Json, cut, one_line
from bot.words.cards import Bar

CHART = "data_visualization"
MOST_CHARTS = 2
"""In one message."""
TITLE, LABEL, POINTS = 50, 20, 20
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?![\d.,]*\d)")


def chart(bars: Sequence[Bar], title: str) -> Json | None:
    """None where a chart would show less than the words do: a single bar, or too many, bars whose
    words begin with no figure, or labels that are the same once they are short enough."""
    labels = [cut(one_line(bar.label) or "-", LABEL) for bar in bars]
    figures = [figure for bar in bars if (figure := _figure(bar)) is not None]
    told = len(figures) == len(bars) == len(set(labels))
    if not told or not 2 <= len(bars) <= POINTS:
        return None
    pairs = zip(labels, figures, strict=True)
    data = [{"label": label, "value": figure} for label, figure in pairs]
    return {
        "type": CHART,
        "title": cut(one_line(title) or "Figures", TITLE),
        "chart": {
            "type": "bar",
            "series": [{"name": "As told below", "data": data}],
            "axis_config": {"categories": labels},
        },
    }


def _figure(bar: Bar) -> float | None:
    """What its words begin with; nothing where they begin with a word, as "no points" does."""
    found = _FIGURE.match(bar.said)
    if found is None:
        return 0 if bar.share <= 0 and not re.match(r"\d", bar.said) else None
    return float(found[0]) if "." in found[0] else int(found[0])
