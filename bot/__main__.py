"""`corridor`, or `python -m bot`."""

import sys
from collections.abc import Sequence

from bot.ops.terminal import echo
from bot.run.processes import PROCESSES
from bot.run.startup_checks import BadStart


def main() -> None:
    """Runs the command that was typed and exits: 0 done, 1 failed, 2 badly typed."""
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """The exit code of `corridor ARGS`. A process that runs for long does without the library that
    reads commands."""
    try:
        if (process := PROCESSES.get(" ".join(args) or "serve")) is not None:
            return process()
        from bot.ops import cli

        return cli.run(args)
    except BadStart as error:
        echo(f"corridor: {error}", err=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
