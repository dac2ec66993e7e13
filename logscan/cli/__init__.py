"""The command line: thin commands over the library."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from logscan.cli.notes import say
from logscan.cli.output import ReaderGoneError
from logscan.cli.signals import STOP
from logscan.errors import LogscanError

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; see ``docs/cli.md`` for the codes.

    What a person can act on becomes one line on standard error. A bug keeps its traceback.
    """
    gc.disable()  # until the catalogue is loaded: everything up to there stays anyway
    STOP.install()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        from logscan.cli.app import run  # noqa: PLC0415 - signals are caught before slow imports

        return run(words)
    except ReaderGoneError:
        _forget_output()
        return 0
    except LogscanError as error:
        _forget_output()
        say(str(error))
        return USAGE_ERROR
    except MemoryError:
        _forget_output()
        say("logscan: out of memory: raise the limit (`ulimit -v`)")
        return USAGE_ERROR
    except OSError as error:  # what nobody could foresee: a disk that fails
        _forget_output()
        place = f"{error.filename}: " if error.filename else ""
        say(f"logscan: {place}{error.strerror or type(error).__name__}")
        return USAGE_ERROR
    finally:
        STOP.remove_unfinished()


def program() -> NoReturn:
    """Run as a program: once the work is done, a late Ctrl-C does not change how it ended."""
    code = main()
    STOP.ignore()
    gc.freeze()  # nothing to be found any more: the process ends
    sys.exit(code)


def _forget_output() -> None:
    """Let the interpreter end without writing to an output that may take nothing more."""
    stream = sys.__stdout__
    if stream is None or stream.closed:
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
