"""Block Kit's rich text: spans that are never markup."""

from tests.wire.slack.checks import flag, many, one_of, shape, typed, whole, words
from tests.wire.slack.elements import ID, URL

STYLE = shape(
    {},
    {
        "bold": flag,
        "italic": flag,
        "strike": flag,
        "code": flag,
        "underline": flag,
        "highlight": flag,
        "client_highlight": flag,
        "unlink": flag,
    },
)
SPANS = {
    "text": shape({"text": words(40_000)}, {"style": STYLE}),
    "link": shape({"url": URL}, {"text": words(40_000), "unsafe": flag, "style": STYLE}),
    "user": shape({"user_id": ID}, {"style": STYLE}),
    "usergroup": shape({"usergroup_id": ID}, {"style": STYLE}),
    "channel": shape({"channel_id": ID}, {"style": STYLE}),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, {"style": STYLE}),
    "emoji": shape({"name": words(255)}, {"unicode": words(255), "style": STYLE}),
    "date": shape(
        {"timestamp": whole(0, 10**11), "format": words(3000)},
        {"url": URL, "fallback": words(3000), "style": STYLE},
    ),
    "color": shape({"value": words(30)}, {"style": STYLE}),
    "team": shape({"team_id": ID}, {"style": STYLE}),
}
LINE = typed(SPANS)
BORDER = {"border": whole(0, 1)}
SECTION = shape({"elements": many(LINE, 5000, 0)})
PARTS = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        {
            "elements": many(typed({"rich_text_section": SECTION}), 1000, 0),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": whole(0, 8), "offset": whole(0, 10**6), **BORDER},
    ),
    "rich_text_quote": shape({"elements": many(LINE, 5000, 0)}, BORDER),
    "rich_text_preformatted": shape(
        {"elements": many(typed({k: SPANS[k] for k in ("text", "link")}), 5000, 0)},
        {"language": words(255), **BORDER},
    ),
}
RICH = shape({"elements": many(typed(PARTS), 1000)}, {"block_id": ID})
