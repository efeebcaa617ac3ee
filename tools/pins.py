"""Holds the lock files to their promise, without a network: everything pinned, with hashes, and
everything that pyproject.toml asks for in them.

python tools/pins.py
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^]]*\])?==[^\s;]+\s*(;.*)?")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def entries(lock: str) -> Iterator[str]:
    """Each requirement with its hashes, on one line."""
    whole = lock.replace("\\\n", " ")
    return (line.strip() for line in whole.splitlines() if line.strip() and line[0] != "#")


def wrong(lock: str, wanted: set[str]) -> list[str]:
    """What is not pinned by a hash of the right kind, and what is missing."""
    found, problems = set(), []
    for entry in entries(lock):
        head, *hashes = (part.strip() for part in entry.split("--hash="))
        match = PIN.fullmatch(head)
        name = plain(match[1]) if match else head[:60]
        found.add(name)
        if match is None or not hashes or not all(h.startswith("sha256:") for h in hashes):
            problems.append(f"{name} is not pinned with a hash")
    return problems + [f"{name} is missing: make lock" for name in sorted(wanted - found)]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: list[str]) -> set[str]:
    return {plain(match[0]) for one in requirements if (match := NAME.match(one))}


def main() -> int:
    asked = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    runs = named(asked["project"]["dependencies"])
    develops = runs | named(asked["dependency-groups"]["dev"])
    problems = [
        f"{path}: {problem}"
        for path, wanted in (("requirements.lock", runs), ("requirements-dev.lock", develops))
        for problem in wrong(Path(path).read_text(encoding="utf-8"), wanted)
    ]
    sys.stdout.write("\n".join(problems) + "\n" if problems else "locks: all pinned, with hashes\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
