"""What stands in the fields of a view or a message, in the shape of state.values."""

from collections.abc import Iterator

from tests.wire.slack.things import Json

HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
"""For each element that holds something: where its state has it, and where it began."""

LISTS = {"selected_options", "selected_users"}
Values = dict[str, dict[str, Json]]


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element, with its block."""
    for block in blocks:
        inner = [block.get("element"), block.get("accessory"), *block.get("actions", [])]
        if block["type"] == "actions":
            inner += block["elements"]
        yield from ((block, e) for e in inner if e and e["type"] != "image")


def start(blocks: list[Json]) -> Values:
    """The state of blocks that nobody has touched."""
    values: Values = {}
    for block, element in elements(blocks):
        if element["type"] in HOLDS:
            where, first = HOLDS[element["type"]]
            begun = element.get(first, [] if where in LISTS else None)
            held = {"type": element["type"], where: begun}
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def kept(blocks: list[Json], before: Values) -> Values:
    """The state after an update: what was typed stays where the same field is still there."""
    values = start(blocks)
    for block, actions in values.items():
        for action, held in actions.items():
            old = before.get(block, {}).get(action)
            if old is not None and old["type"] == held["type"]:
                actions[action] = old
    return values
