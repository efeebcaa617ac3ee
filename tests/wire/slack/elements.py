"""Block Kit's texts, options and interactive elements, with their documented limits."""

import re

from tests.wire.slack.checks import (
    Check,
    Complaints,
    also,
    any_field,
    complain,
    flag,
    many,
    matching,
    number,
    one_of,
    shape,
    typed,
    whole,
    words,
)
from tests.wire.slack.things import Json

ID = words(255)
URL = also(words(3000), matching(lambda u: re.match(r"(https?|mailto|slack):", u) is not None))
DATE = matching(lambda d: re.fullmatch(r"\d{4}-\d\d-\d\d", d) is not None)
TIME = matching(lambda t: re.fullmatch(r"\d\d:\d\d", t) is not None)


def plain(most: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": shape({"text": words(most)}, {"emoji": flag})})


def text(most: int) -> Check:
    """A text object of either kind."""
    mrkdwn = shape({"text": words(most)}, {"verbatim": flag})
    return typed({"plain_text": shape({"text": words(most)}, {"emoji": flag}), "mrkdwn": mrkdwn})


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
SLACK_FILE = also(shape({}, {"id": words(255), "url": URL}), any_field(["id", "url"]))


def option(words_of: Check) -> Check:
    return shape({"text": words_of, "value": words(150)}, {"description": text(75), "url": URL})


PLAIN_OPTION, RICH_OPTION = option(plain(75)), option(text(75))
OPTIONS = many(PLAIN_OPTION, 100)
GROUPS = many(shape({"label": plain(75), "options": OPTIONS}), 100)
ACTION = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
PICK = {**ACTION, "placeholder": plain(150)}
TYPE = {
    "action_id": ID,
    "focus_on_load": flag,
    "placeholder": plain(150),
    "dispatch_action_config": shape(
        {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), 2)}
    ),
    "initial_value": words(3000, 0),
}
FILTER = shape(
    {},
    {
        "include": many(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)

BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": URL,
        "value": words(2000, 0),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": words(75),
    },
)
IMAGE = also(
    shape({"alt_text": words(2000)}, {"image_url": URL, "slack_file": SLACK_FILE}),
    any_field(["image_url", "slack_file"]),
)


def _chosen(value: Json, path: str) -> Complaints:
    """What is chosen already is one of the options, in every part."""
    known = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        known += group["options"]
    first = [value["initial_option"]] if "initial_option" in value else []
    for one in first + list(value.get("initial_options") or []):
        if one not in known:
            yield complain("must match one of the options", f"{path}/initial_option")


def _select(more: dict[str, Check]) -> Check:
    fields = {**PICK, "options": OPTIONS, "option_groups": GROUPS, **more}
    return also(shape({}, fields), any_field(["options", "option_groups"]), _chosen)


def _marks(more: dict[str, Check]) -> Check:
    """Checkboxes and radio buttons: at most ten."""
    return also(shape({"options": many(RICH_OPTION, 10)}, {**ACTION, **more}), _chosen)


MOST = {"max_selected_items": whole(1, 1000)}
ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": shape({"options": many(PLAIN_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": _select({"initial_option": PLAIN_OPTION}),
    "multi_static_select": _select({"initial_options": OPTIONS, **MOST}),
    "external_select": shape(
        {}, {**PICK, "initial_option": PLAIN_OPTION, "min_query_length": whole(0, 1000)}
    ),
    "users_select": shape({}, {**PICK, "initial_user": ID}),
    "multi_users_select": shape({}, {**PICK, "initial_users": many(ID, 100), **MOST}),
    "channels_select": shape({}, {**PICK, "initial_channel": ID, "response_url_enabled": flag}),
    "conversations_select": shape(
        {},
        {
            **PICK,
            "initial_conversation": ID,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        },
    ),
    "checkboxes": _marks({"initial_options": many(RICH_OPTION, 10)}),
    "radio_buttons": _marks({"initial_option": RICH_OPTION}),
    "datepicker": shape({}, {**PICK, "initial_date": DATE}),
    "timepicker": shape({}, {**PICK, "initial_time": TIME, "timezone": words(255)}),
    "datetimepicker": shape({}, {**ACTION, "initial_date_time": whole(10**9, 10**10 - 1)}),
    "plain_text_input": shape(
        {},
        {
            **TYPE,
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
    ),
    "email_text_input": shape({}, TYPE),
    "url_text_input": shape({}, TYPE),
    "number_input": shape(
        {"is_decimal_allowed": flag}, {**TYPE, "min_value": words(30), "max_value": words(30)}
    ),
}

_INPUTS = (
    "static_select multi_static_select external_select users_select multi_users_select"
    " channels_select conversations_select checkboxes radio_buttons datepicker timepicker"
)
_TYPED = "plain_text_input email_text_input url_text_input number_input datetimepicker"
INPUT = typed({k: ELEMENTS[k] for k in f"{_INPUTS} {_TYPED}".split()})
ACTIONS = typed({k: ELEMENTS[k] for k in f"button overflow datetimepicker {_INPUTS}".split()})
ACCESSORY = typed({k: ELEMENTS[k] for k in f"button overflow image {_INPUTS}".split()})
CONTEXT = typed(
    {
        "image": IMAGE,
        "plain_text": shape({"text": words(3000)}, {"emoji": flag}),
        "mrkdwn": shape({"text": words(3000)}, {"verbatim": flag}),
    }
)
NUMBER_CELL = shape({"value": number, "text": words(3000)})
