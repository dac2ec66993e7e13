"""Describe a scan so that another process can make the same scanner."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from logscan.engine.segments import SEGMENT_BYTES
from logscan.redaction.provisional import Numbering, Provisional
from logscan.scanner import Scanner
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.redaction import Redactor

# In this process; one inherits those of the process that forked it.
_made: dict[int, Scanner] = {}
_redactors: dict[int, Redactor] = {}
_KEPT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices of a scanner, with what all parts of one run have in common."""

    choices: Mapping[str, Any]
    numbering: Numbering  # of secrets
    segment_bytes: int = SEGMENT_BYTES

    @classmethod
    def of(cls, choices: Mapping[str, Any], segment_bytes: int = SEGMENT_BYTES) -> Settings:
        """Return the settings of a new run; *choices* are the arguments of ``Scanner``."""
        fixed = dict(choices)
        if fixed.get("now_ns") is None:
            fixed["now_ns"] = time.time_ns()
        return cls(choices=fixed, numbering=Numbering.drawn(), segment_bytes=segment_bytes)

    def scanner(self) -> Scanner:
        """Return the scanner of these settings, made once in each process."""
        made = _made.get(self.numbering.first)
        return made or self.use(Scanner(**self.choices))

    def redactor(self) -> Redactor | None:
        """Return a redactor for one part: what it has learned of texts serves the next one."""
        redactor = _redactors.get(self.numbering.first) or self.scanner().redactor()
        if redactor is not None:
            _redactors.clear()
            _redactors[self.numbering.first] = redactor
            redactor.pseudonyms = Provisional(self.numbering)
        return redactor

    def use(self, scanner: Scanner) -> Scanner:
        """Take a scanner that was made with these choices for the one of this process."""
        while len(_made) >= _KEPT:
            del _made[next(iter(_made))]
        scanner.now_ns = self.choices["now_ns"]
        _made[self.numbering.first] = scanner
        return scanner
