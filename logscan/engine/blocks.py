"""Say which lines continue the error before them: frames, causes, printed properties.

One error printed over several lines is one event; the engine asks here whether a line that
matched belongs to an error whose head stands further up.
"""

from __future__ import annotations

from logscan.patterns import lazy

_PART = (
    r"[ \t]+\S"
    r"|at \S"
    r"|\.\.\. \d+ (?:more|common)"
    r"|Caused by\b"
    r"|[}\])]"
    r"|Require stack:|- /"  # Node: who asked for the missing module
    r"|\[signal "  # Go: the second line of a panic
    r"|Emitted '"  # Node: where an 'error' event came from
    r"|(?:errno|code|syscall|address|port|path|fatal|dest|hostname): "  # Node: the error's fields
    r"|connection to server (?:at|on) "  # libpq: the second address it tried
    r"|(?:The above exception was|During handling of the above)"
)
_CONTINUES = lazy(_PART)
_CHAINS = lazy(r"The above exception was the direct cause|During handling of the above")
_PYTHON_FRAME = lazy(r"  File \"|    |  \[Previous line")
_LAST = r"[A-Za-z_][\w.]*(?::|$)"
_PYTHON_LAST = lazy(_LAST)
_HEAD = r"(?:\s*\+ )?(?:Exception Group )?Traceback \(most recent call last\)"
_PYTHON_HEAD = lazy(_HEAD)
_TOLD_BY_NPM = r"npm (?:error|ERR!)(?! code)"  # one error, its prefix on every line
_NPM = lazy(_TOLD_BY_NPM)
_IS_PART = lazy(f"{_PART}|{_TOLD_BY_NPM}")
_MAY_CONTINUE = lazy(f"{_PART}|{_TOLD_BY_NPM}|{_LAST}|{_HEAD}")
_TAIL = lazy(r"[ \t]+Is the server running")


def continues(line: str, previous: str) -> bool:
    """Say whether *line* belongs to the error that *previous* (the line above) is part of."""
    if not line:
        return False
    if line.startswith("connection to server"):
        return _TAIL.match(previous) is not None
    if _CONTINUES.match(line):
        return True
    if _NPM.match(line):
        return previous.startswith(("npm error", "npm ERR!"))
    if _PYTHON_FRAME.match(previous) and _PYTHON_LAST.match(line):
        return True  # the last line of a traceback names the error
    return _PYTHON_HEAD.match(line) is not None and _CHAINS.match(previous) is not None


def is_part(line: str) -> bool:
    """Say whether *line* is not likely the head of an error: indented, or one of its properties."""
    return _IS_PART.match(line) is not None


def may_continue(line: str) -> bool:
    """Say whether *line* can continue anything; cheap, before the line above is read."""
    return _MAY_CONTINUE.match(line) is not None
