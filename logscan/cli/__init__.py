"""The command line: thin commands over the library."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from logscan.cli.notes import say
from logscan.cli.signals import STOP
from logscan.errors import LogscanError

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; see ``docs/cli.md`` for the codes.

    What a person can act on becomes one line on standard error. A bug keeps its traceback.
    """
    STOP.install()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        from logscan.cli.app import run  # noqa: PLC0415 - signals are caught before slow imports

        code = run(words)
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except LogscanError as error:
        say(str(error))
        return USAGE_ERROR
    except BrokenPipeError:
        _forget_output()
        return 0
    except OSError as error:  # a full disk, a closed descriptor
        _forget_output()
        say(f"logscan: cannot write the output: {error.strerror or error}")
        return USAGE_ERROR
    return code


def _forget_output() -> None:
    """Let the interpreter close without writing to an output that takes nothing more."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError:
        return
