"""What a hospital's IT gives to a platform to have the app made there."""

import json
from urllib.parse import urlsplit

import yaml


def slack_manifest(
    address: str, form: str, *, everything: bool, many: bool, steps: bool = False
) -> str:
    """Slack's app manifest as YAML or JSON; ValueError for an address that Slack can't send to."""
    from adapters.slack.manifest import manifest

    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.hostname or parts.query):
        raise ValueError(f"{address} is no address that Slack sends to; write https://host.")
    found = manifest(address.rstrip("/"), everything=everything, many=many, steps=steps)
    if many and not address:
        raise ValueError("--many needs --url: workspaces install the app from a web page.")
    if form == "json":
        return json.dumps(found, indent=2, ensure_ascii=False)
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=88).rstrip()
