"""Whether the process on this machine lives: `python -m bot.alive` ends with 0 if it does.

For a container's health check: it needs no program but Python, and loads nothing of the bot.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

WITHIN = 4.0


def alive(port: int) -> bool:
    """Whether something answers 200 to /healthz there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=WITHIN)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """Asks on METRICS_PORT, which every kind of process has, else on PORT."""
    port = os.environ.get("METRICS_PORT") or os.environ.get("PORT") or "8000"
    return 0 if alive(int(port)) else 1


if __name__ == "__main__":
    sys.exit(main())
