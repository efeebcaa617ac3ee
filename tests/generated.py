"""Files that are made from the code and committed: tests compare them, `make golden` writes them."""

import os
from pathlib import Path

MADE = "<!-- From here on this page is made from the code, by `make golden`. -->\n"


def hold(path: Path, text: str) -> None:
    """Fails, naming the command that writes it anew, where the file is not this text."""
    if os.environ.get("CORRIDOR_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    assert kept == text, f"{path.name} is not what the code makes: run make golden, look, commit"


def hold_rest(path: Path, text: str) -> None:
    """The same for a page that people write down to the line `MADE`, and the code from there on."""
    written, made, _ = path.read_text(encoding="utf-8").partition(MADE)
    assert made, f"{path.name} has lost the line that begins what is made"
    hold(path, f"{written}{MADE}{text}")
