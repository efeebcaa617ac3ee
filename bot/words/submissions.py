"""What a form that was sent is known by: the form it was, and what it says."""

import json
from collections.abc import Mapping
from hashlib import blake2b

from bot.words.events import Action


def submission_id(form: str, action: Action, values: Mapping[str, str]) -> str:
    """The same for the same content of the same form, in any process and after a restart; another
    for any other content, so that what was corrected is never taken for a repeat.

    `form` is the platform's name for the one form that somebody saw. It holds a random word, so
    that nobody who knows the result finds what was sent by trying all there is.
    """
    said = json.dumps([form, action.name, *action.args, sorted(values.items())])
    return f"f:{blake2b(said.encode(), digest_size=16).hexdigest()}"
