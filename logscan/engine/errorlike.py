"""Say whether a line looks like an error, for lines that no signature explains.

The words are deliberately few: a line that only mentions errors ("0 errors", "error handler
registered") must not count, or the figure "N error-looking lines unexplained" means nothing.
"""

from __future__ import annotations

from logscan.patterns import pattern

# One of these stands in every line that looks like an error.
ERROR_ANCHORS = (
    b"rror", b"RROR", b"xception", b"atal", b"FATAL", b"anic:", b"ailed", b"FAILED", b"CRITICAL",
)  # fmt: skip

_LOOKS = pattern(
    r"\b(?:ERROR|FATAL|CRITICAL|FAILED)\b"
    r"|\b[A-Z]\w*(?:Error|Exception)\b"
    r"|(?<![\w/.-])(?:[Ee]rror|[Ff]atal|[Pp]anic|[Ff]ailed)(?![\w/-])"
)
_HARMLESS = pattern(
    r"\b(?:0|no|No|without|zero) (?:\w+ )?(?:errors?|failed|Errors?|exceptions?)\b"
    r"|\b(?:errors?|failed|failures?|Errors?|Failed)\s?[=:]\s?(?:0\b|null|None|false|\[\]|\"\")"
    r"|[Ee]rror[ -](?:handlers?|handling|pages?|boundary|tracking|reporting|log|rate|codes)\b"
    r"|\b0 (?:failed|failures)\b"
    r"|\b(?:recovered|succeeded) after\b"
    r"|\bError\.captureStackTrace\b|^\s*(?:throw|raise|return|if|catch|except)\b"  # printed source
)
_OWN_LEVEL = pattern(
    r"^[^a-zA-Z]{0,40}(?:\w{1,12}[^\w]{1,4}){0,3}?\b(INFO|DEBUG|TRACE|NOTICE|info|debug|trace|notice)\b[\]:\s|]"
)
_QUIET_LEVELS = frozenset({"debug", "trace", "notice"})


def looks_like_error(message: str, level: str | None) -> bool:
    """Say whether a record's message reads like an error.

    Render files what it cannot judge under ``info``, so that level proves nothing; a level
    that the line itself carries does.
    """
    head = message[:400]
    if level in _QUIET_LEVELS or _LOOKS.search(head) is None:
        return False
    return _HARMLESS.search(head) is None and _OWN_LEVEL.match(head) is None
