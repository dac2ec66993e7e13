"""Takes secrets out of log text and puts stable pseudonyms in their place."""

from logscan.redaction.kinds import SecretKind
from logscan.redaction.redactor import RULES, Redactor

__all__ = ["RULES", "Redactor", "SecretKind"]
