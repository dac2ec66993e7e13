"""Add the report to the summary page of a GitHub Actions job.

What GitHub takes: Markdown appended to the file that ``GITHUB_STEP_SUMMARY`` names, at most 1 MiB
a step; a longer file is not shown at all.
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from logscan.cli.notes import say
from logscan.model import Text
from logscan.report import MAX_CHARS, render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from logscan.model import Report

VARIABLE = "GITHUB_STEP_SUMMARY"
LIMIT_BYTES = 1024 * 1024
_MOST_BYTES_A_CHAR = 3  # of UTF-8, for what counts as one character in the length of a report
_LEAST_CHARS = 1000  # shorter than this no report says anything


def add_to_summary(
    report: Report, *, taken: Iterable[Path | None], language: str, context: int, command: str
) -> None:
    """Append the report where GitHub wants it; what goes wrong is a warning, never an error.

    Nothing is done without the variable, and where the file is one of those *taken* by inputs
    and outputs, standard output among them: nothing is to be said twice.
    """
    name = os.environ.get(VARIABLE)
    if not name or _is_taken(Path(name), taken):
        return
    try:
        _append(Path(name), report, language=language, context=context, command=command)
    except OSError as error:
        _warn(
            Text(
                en=f"the step summary was not written: {error.strerror or error}",
                ko=f"작업 요약을 쓰지 못했습니다: {error.strerror or error}",
            ),
            language,
        )


def _append(path: Path, report: Report, *, language: str, context: int, command: str) -> None:
    """Append the report, as long as it may be; an earlier step's part stays as it is."""
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        gap = b""
        if size:
            file.seek(-1, os.SEEK_END)
            gap = b"\n" if file.read(1) == b"\n" else b"\n\n"
        chars = (LIMIT_BYTES - size - len(gap)) // _MOST_BYTES_A_CHAR
        if chars < _LEAST_CHARS:
            _warn(
                Text(
                    en="the step summary is full: the report was not added",
                    ko="작업 요약이 가득 차서 보고서를 덧붙이지 못했습니다",
                ),
                language,
            )
            return
        text = render(
            report,
            "markdown",
            language=language,
            context=context,
            command=command,
            max_chars=min(chars, MAX_CHARS["github"]),
        )
        file.write(gap + text.encode("utf-8", "replace"))


def _is_taken(path: Path, taken: Iterable[Path | None]) -> bool:
    """Say whether the file is one of the others, under whatever name."""
    try:
        mine = path.stat()
    except OSError:
        return False
    return any(os.path.samestat(mine, other) for other in _stats(taken))


def _stats(taken: Iterable[Path | None]) -> Iterable[os.stat_result]:
    """Yield what identifies the files and standard output, as far as they can be asked."""
    for path in taken:
        if path is not None:
            try:
                yield path.stat()
            except OSError:
                continue
    try:
        yield os.fstat(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return


def _warn(text: Text, language: str) -> None:
    say(f"logscan: {text.in_language(language)}")
