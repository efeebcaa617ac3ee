"""functions.*: how the steps of workflows that an app offers come to an end."""

import json

from tests.wire.slack.call import Call, Method, Refused
from tests.wire.slack.things import Json, Step


def _step(call: Call) -> Step:
    found = call.world.steps.get(call.text("function_execution_id"))
    if found is None or found.ended:
        raise Refused("function_execution_not_found")
    if call.token.value != found.token:
        raise Refused("access_denied")
    return found


def success(call: Call) -> Json:
    step = _step(call)
    outputs = json.loads(call.text("outputs"))
    missing = set(step.outputs) - set(outputs)
    if missing or set(outputs) - set(step.outputs):
        raise Refused("parameter_validation_failed")
    step.ended, step.told = "success", outputs
    return {}


def failure(call: Call) -> Json:
    step = _step(call)
    step.ended, step.told = "error", {"error": call.text("error")}
    return {}


METHODS = (
    Method("functions.completeSuccess", 3, success, json=False),
    Method("functions.completeError", 3, failure, json=False),
)
