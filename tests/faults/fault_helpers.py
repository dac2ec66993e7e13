"""Real processes with real faults: what they print, how they end, how much memory they took."""

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = [sys.executable, "-m", "logscan"]
SECONDS = 60  # more than anything takes on a busy machine
ERROR = "2025-10-24T12:00:0{n}Z Error: connect ECONNREFUSED 10.0.0.5:5432\n"
FINE = "2025-10-24T12:00:00Z GET /health 200 12ms\n"
_DROP_FROM_BOUNDS, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2  # of linux/prctl.h, capability.h

# Runs a command and tells the peak of its resident memory in KiB; that of a process which was
# started from here would include our own.
_WEIGH = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


@dataclass
class Done:
    """How a run ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def said(self):
        """The lines on standard error, none of which is a traceback."""
        text = self.err.decode()
        assert "Traceback" not in text, text
        return text.splitlines()

    @property
    def document(self):
        """The report, of ``--format json``."""
        return json.loads(self.out)


def environment(**more):
    """An environment without settings of the machine; a value of None takes a name out."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOGSCAN_", "LC_", "LANG"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "PYTHONUTF8"):
        kept.pop(name, None)
    kept |= {"XDG_CONFIG_HOME": "/nonexistent", **more}
    return {name: value for name, value in kept.items() if value is not None}


def logscan(*words, data=None, env=None, **more):
    """Run the real command to its end, with *data* on standard input."""
    if "stdin" not in more:
        more["input"] = b"" if data is None else data
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        check=False, stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
        timeout=SECONDS, env=environment(**(env or {})), **more,
    )  # fmt: skip
    return Done(done.returncode, done.stdout or b"", done.stderr)


def shell(script, **more):
    """Run a line of bash in which ``logscan`` is the real command."""
    function = f'logscan() {{ "{sys.executable}" -m logscan "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", function + script],
        check=False, capture_output=True, timeout=SECONDS, env=environment(), **more,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


def start(*words, **more):
    """Start the real command with pipes on all three streams, unless told otherwise."""
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    env = environment(**more.pop("env", {}))
    return subprocess.Popen([*COMMAND, *map(str, words)], env=env, **(streams | more))


def weighed(folder, *words, pieces):
    """Run with *pieces* on standard input; return how it ended and its peak memory in bytes."""
    note = Path(folder, "peak")
    process = subprocess.Popen(
        [sys.executable, "-c", _WEIGH, str(note), *COMMAND, *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    for piece in pieces:
        process.stdin.write(piece)
    out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out, err), int(note.read_text()) * 1024


def without_privileges():
    """Make permissions hold for root, too; to be called in a new process."""
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            if prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


def leftovers(folder):
    """Temporary files that were left behind."""
    return [path.name for path in Path(folder).iterdir() if path.name.startswith(".")]
