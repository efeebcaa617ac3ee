"""Each word of the vocabulary as Slack's blocks, still without their ids. Pure, and total."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeAlias, assert_never

from adapters.slack.aloud import MORE, aloud
from adapters.slack.callback_data import pack
from adapters.slack.charts import CHART, chart
from adapters.slack.size_limits import (
    A_BLOCK,
    ALERT_TEXT,
    BUTTON,
    COLUMNS,
    CONFIRM_BUTTON,
    CONFIRM_TEXT,
    CONFIRM_TITLE,
    ESCAPED,
    HEADER,
    OPTION,
    OPTION_VALUE,
    PIECE,
    ROWS,
    VALUE,
    Json,
    at_most,
    clean,
    cut,
    heft,
    one_line,
    split,
    strings,
    units,
    weigh,
)
from adapters.slack.spans import plain, quiet, rich, text, words
from bot.words.cards import (
    Alert,
    Bar,
    Bars,
    Block,
    Button,
    Buttons,
    Facts,
    File,
    Heading,
    Level,
    Line,
    Note,
    Quote,
    Row,
    Spans,
    Table,
)

Newer: TypeAlias = frozenset[str]
"""Which of Slack's newer blocks may be drawn (`adapters.slack.new_blocks`)."""
NONE: Newer = frozenset()
ALERT = "alert"
"""Slack's alert block, which only windows take."""
LEVELS: Mapping[Level, str] = {"danger": "error", "warning": "warning", "info": "info"}
IN_A_ROW = 5
IN_A_MENU = 5
WIDEST = 6000  # of a table or a row of buttons, by weight
LONGEST_TABLE = 3000  # as it is read aloud
BAR = 10
EMPTY = "-"
NO_BUTTON = "this button does not work in Slack. Write to Corridor instead."


@dataclass(frozen=True, slots=True)
class CardContext:
    """What blocks are drawn on: whose mentions are real there, what a button is said to be about,
    whether a table may still be a real one (one a message, none in windows), which of Slack's newer
    blocks may be used, how many charts there may still be, and under which heading we are."""

    workspace: str
    about: str = ""
    tables: bool = False
    newer: Newer = NONE
    charts: int = 0
    heading: str = ""


def drawn(shown: Iterable[Block], context: CardContext) -> list[Json]:
    made: list[Json] = []
    for block in shown:
        if isinstance(block, Heading):
            context = replace(context, heading=block.text)
        new = block_of(block, context)
        kinds = {one["type"] for one in new}
        if context.tables and "table" in kinds:
            context = replace(context, tables=False)
        if CHART in kinds:
            context = replace(context, charts=context.charts - 1)
        made += new
    return made


def block_of(shown: Block, context: CardContext) -> list[Json]:  # noqa: C901, PLR0911, PLR0912 - one case a word
    match shown:
        case Line(told):
            return paragraph(rich(told, context.workspace))
        case Heading(name):
            return paragraph(text(name, bold=True))
        case Quote(said):
            return paragraph(text(said), "rich_text_quote")
        case Note(told):
            return note(told, context)
        case Alert():
            return alert(shown, context)
        case Facts(pairs):
            return paragraph(joined((_fact(*pair, context) for pair in pairs), "\n"))
        case Buttons(buttons, label, more):
            return [*paragraph(text(label)), *actions(buttons, context, more)]
        case Row(told, button):
            return row(told, button, context)
        case Table(head, rows):
            return table(head, rows, context)
        case Bars(bars):
            return compared(bars, context)
        case File(name, _, content):
            return [
                *paragraph(text(name, bold=True)),
                *paragraph(text(content), "rich_text_preformatted"),
            ]
        case _:
            assert_never(shown)


def title(shown: str, *, bold: bool = True) -> list[Json]:
    """A header; the rest of a long one goes on in the text below it."""
    shown = one_line(shown)
    if not shown:
        return []
    if units(shown) <= HEADER:
        return [{"type": "header", "text": words(shown)}]
    first, *rest = split(shown, HEADER - 2)
    header = {"type": "header", "text": words(f"{first.rstrip()} …")}
    return [header, *paragraph(text("… " + "".join(rest), bold=bold))]


def paragraph(elements: Sequence[Json], kind: str = "rich_text_section") -> list[Json]:
    """A rich text, in as many blocks as it takes; nothing if there is nothing to see."""
    blocks: list[Json] = [
        {"type": "rich_text", "elements": [{"type": kind, "elements": group}]}
        for group in _groups(elements)
        if any(map(_seen, group))
    ]
    return [*blocks[:1], *({**block, "block_id": MORE} for block in blocks[1:])]


def _seen(element: Json) -> bool:
    return element["type"] != "text" or bool(element["text"].strip("\u2068\u2069 \n\t\u00a0"))


def _groups(elements: Sequence[Json]) -> Iterator[list[Json]]:
    if at_most(elements) * ESCAPED <= PIECE:
        yield list(elements)
        return
    group: list[Json] = []
    size = 0
    for element in elements:
        more = sum(map(heft, strings(element)))
        if group and size + more > PIECE:
            yield group
            group, size = [], 0
        group.append(element)
        size += more
    yield group


def joined(found: Iterable[list[Json]], between: str) -> list[Json]:
    """Elements with `between` between one list of them and the next."""
    gap: Json = {"type": "text", "text": between}
    return [element for one in found for element in (gap, *one)][1:]


def _fact(name: str, value: Spans, context: CardContext) -> list[Json]:
    named = text(f"{name}: ", bold=True) if name else []
    return [*named, *rich(value, context.workspace)]


def note(told: Spans, context: CardContext) -> list[Json]:
    """Small and grey where Slack can show it so as it is; as plain as a line otherwise."""
    small = quiet(told, context.workspace)
    if small is None or (small["type"] == "plain_text" and not _all_plain(told)):
        return paragraph(rich(told, context.workspace))
    return [{"type": "context", "elements": [small]}] if small["text"].strip() else []


def alert(shown: Alert, context: CardContext) -> list[Json]:
    """Slack's own where it may stand and nothing of the text is lost in it; a paragraph otherwise,
    or a small line where it is only to be known."""
    small = quiet(shown.told, context.workspace) if ALERT in context.newer else None
    whole = small is not None and (small["type"] == "mrkdwn" or _all_plain(shown.spans))
    if small is not None and whole and units(small["text"]) <= ALERT_TEXT:
        return [{"type": ALERT, "text": small, "level": LEVELS[shown.level]}]
    if shown.level == "info":
        return note(shown.told, context)
    return paragraph(rich(shown.told, context.workspace))


def _all_plain(told: Spans) -> bool:
    return all(isinstance(span, str) for span in told)


def actions(
    buttons: Sequence[Button], context: CardContext, more: Sequence[Button] = ()
) -> list[Json]:
    """Rows of buttons, and in words what no button could be made of. `more` is behind Slack's own
    menu of further acts; what asks before it acts, or carries too much for it, is a button."""
    hidden = [one for one in more if _fits_menu(one)]
    if len(hidden) % IN_A_MENU == 1:
        hidden.pop()  # a menu of one is a button
    shown = [*buttons, *(one for one in more if one not in hidden)]
    fit = [button(one, context.about) for one in shown if _fits(one)]
    menus = [_menu(hidden[n : n + IN_A_MENU]) for n in range(0, len(hidden), IN_A_MENU)]
    spoken = [found for one in shown for found in _aside(one)]
    return [*spoken, *({"type": "actions", "elements": part} for part in _rows([*fit, *menus]))]


def _fits_menu(shown: Button) -> bool:
    label = _label(shown)
    short = len(pack(shown.action)) <= OPTION_VALUE and cut(label, OPTION) == label
    return short and not clean(shown.confirm).strip()


def _menu(acts: Sequence[Button]) -> Json:
    options = [{"text": words(_label(one)), "value": pack(one.action)} for one in acts]
    return {"type": "overflow", "options": options}


def _rows(fit: list[Json]) -> Iterator[list[Json]]:
    if 0 < len(fit) <= IN_A_ROW and at_most(fit) + A_BLOCK * len(fit) <= WIDEST:
        yield fit
        return
    row: list[Json] = []
    weight = 0
    for one in fit:
        more = weigh([one])
        if len(row) == IN_A_ROW or (row and weight + more > WIDEST):
            yield row
            row, weight = [], 0
        row.append(one)
        weight += more
    if row:
        yield row


def button(shown: Button, about: str) -> Json:
    """`about` tells a screen reader which of several buttons of that name it is."""
    label = cut(_label(shown), BUTTON)
    made: Json = {"type": "button", "text": words(label), "value": pack(shown.action)}
    if spoken := one_line(about):
        made["accessibility_label"] = cut(f"{label}: {spoken}", BUTTON)
    if shown.style != "plain":
        made["style"] = shown.style
    if asked := clean(shown.confirm).strip():
        made["confirm"] = confirm(label, asked, danger=shown.style == "danger")
    return made


def confirm(label: str, asked: str, *, danger: bool) -> Json:
    return {
        "title": words(cut(label, CONFIRM_TITLE)),
        "text": words(cut(asked, CONFIRM_TEXT)),
        "confirm": words(cut(label, CONFIRM_BUTTON)),
        "deny": words("Go back"),
        "style": "danger" if danger else "primary",
    }


def _label(shown: Button) -> str:
    return one_line(shown.label) or "OK"


def _fits(shown: Button) -> bool:
    return len(pack(shown.action)) <= VALUE


def _aside(shown: Button) -> list[Json]:
    """What a button can't say or do itself: a label or a question longer than Slack shows."""
    if not _fits(shown):
        return paragraph(text(f"{_label(shown)}: {NO_BUTTON}"))
    label, asked = _label(shown), clean(shown.confirm).strip()
    cut_off = [
        full for full, most in ((label, BUTTON), (asked, CONFIRM_TEXT)) if cut(full, most) != full
    ]
    return [block for full in cut_off for block in paragraph(text(full))]


def row(told: Spans, shown: Button, context: CardContext) -> list[Json]:
    """A line with its button at the end; below it, where the line is too long for that."""
    about = plain(told)
    line = quiet(told, context.workspace)
    if line is None or not line["text"].strip() or not _fits(shown):
        return [
            *paragraph(rich(told, context.workspace)),
            *actions((shown,), replace(context, about=about or context.about)),
        ]
    return [
        {"type": "section", "text": line, "accessory": button(shown, about)},
        *_aside(shown),
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[Spans]], context: CardContext) -> list[Json]:
    """Slack's own table where one may stand and the rows fit; else each row as names and values."""
    even = all(len(row) == len(head) for row in rows)
    if context.tables and even and 0 < len(head) <= COLUMNS and len(rows) < ROWS:
        top = [[_cell((name,), context) for name in head]]
        made: Json = {
            "type": "table",
            "rows": top + [[_cell(cell, context) for cell in row] for row in rows],
            "column_settings": [{"is_wrapped": True} for _ in head],
        }
        if weigh([made]) <= WIDEST and heft(aloud([made])) <= LONGEST_TABLE:
            return [made]
    if not rows:
        return paragraph(text(", ".join(head)))
    return paragraph(joined((_in_words(head, row, context) for row in rows), "\n"))


def _in_words(head: Sequence[str], row: Sequence[Spans], context: CardContext) -> list[Json]:
    pairs = zip_longest(head, row)
    return joined((_fact(name or "", cell or (EMPTY,), context) for name, cell in pairs), ", ")


def _cell(told: Spans, context: CardContext) -> Json:
    """Plain text weighs a third of rich text."""
    shown = plain(told)
    if not shown.strip():
        return {"type": "raw_text", "text": EMPTY}
    if _all_plain(told):
        return {"type": "raw_text", "text": shown}
    section = {"type": "rich_text_section", "elements": rich(told, context.workspace)}
    return {"type": "rich_text", "elements": [section]}


def compared(bars: Sequence[Bar], context: CardContext) -> list[Json]:
    """Slack's chart with its words below it, or bars that are drawn with characters."""
    made = chart(bars, context.heading or context.about) if context.charts else None
    if made is None:
        return paragraph(joined(map(_bar, bars), "\n"))
    return [made, *paragraph(joined((text(f"{b.label}: {b.said}") for b in bars), "\n"))]


def _bar(shown: Bar) -> list[Json]:
    """Bars of equal length whatever the font; a screen reader is spared them."""
    full = round(max(0.0, min(1.0, shown.share)) * BAR)
    drawing = "█" * full + "░" * (BAR - full)
    return [*text(drawing, code=True), *text(f" {shown.label}: {shown.said}")]
