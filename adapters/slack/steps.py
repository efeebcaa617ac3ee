"""A step of a workflow that raises a concern: what its execution is told in the end.

The answer itself goes to whoever started the workflow, alone. The workflow learns the concern's
number, or that nothing was raised: other people may read what its next steps do with that.
"""

import re
from dataclasses import dataclass, field

import structlog
from slack_sdk.errors import SlackApiError

from adapters.network.failures import ERRORS
from adapters.slack.client import WebApi
from adapters.slack.outcomes import told
from adapters.slack.workspaces import Bot
from bot.words.cards import Message, Reply
from bot.words.plain_text import spoken

log = structlog.get_logger()
RAISED = re.compile(r"\b(C-\d+) is with IT\b")
"""What every receipt of a concern says. What does not is taken for no."""
NOT_RAISED = "Nothing was raised yet. Corridor has written to you: look at its direct message."


@dataclass(frozen=True, slots=True)
class Step:
    """One execution, and the token that Slack gave for it alone."""

    execution: str
    token: str = field(default="", repr=False)


async def complete(web: WebApi, bot: Bot, step: Step, reply: Reply) -> None:
    """Tell Slack how the step ended. Nothing for one that was done before (no reply): whoever did
    it tells. Where that process died in between, the step ends when Slack gives it up."""
    if reply is None:
        return
    found = RAISED.search(spoken(reply)) if isinstance(reply, Message) else None
    client, token = web.client(bot.token), step.token or bot.token
    try:
        if found is None:
            await client.functions_completeError(
                function_execution_id=step.execution, error=NOT_RAISED, token=token
            )
        else:
            await client.functions_completeSuccess(
                function_execution_id=step.execution, outputs={"concern": found[1]}, token=token
            )
    except (SlackApiError, *ERRORS) as error:
        log.warning("a step of a workflow was not told how it ended", why=told(error))
