"""Takes secrets out of log text and puts stable pseudonyms in their place."""

from logscan.redaction.custom import KindError, user_kinds
from logscan.redaction.kinds import SecretKind
from logscan.redaction.redactor import Redactor, kind_names
from logscan.redaction.stream import RedactingStream

__all__ = ["KindError", "RedactingStream", "Redactor", "SecretKind", "kind_names", "user_kinds"]
