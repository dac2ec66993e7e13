"""Tell a secret's value from the text that only talks about secrets.

A log says ``Token: expired``, ``password: undefined``, ``secret=${SECRET}`` and
``password=self.password``: all of it is the diagnosis, none of it a secret.
"""

from __future__ import annotations

from logscan.patterns import lazy

#: A longer value is never taken for a word, a mask or a piece of code.
LONGEST_BENIGN = 200
#: Letters of both cases are no word from this length on.
_LONG_RUN = 16

# Words that stand where a value stands when the log speaks about the value.
_ZEROS = str.maketrans("123456789", "000000000")
_WORDS = frozenset(
    """
    a absent accepted access active actual add added all allowed already an and any anonymous
    anything are array as asc at auth authenticated authentication authorization auto automatic
    available bad bearer be been before being between blank bool boolean bound bug but by bytes
    called can cannot can't cant changed char check checked closed config configured contains
    correct could created credential credentials date decode decoded default defined deleted
    denied deprecated desc detected did different digest disabled do does does_not doesn't doesnt
    double dropped duplicate during dynamic e empty enabled encoded encrypted end ended env
    environment eof error errors exceeded exist exists expected expire expired expires external
    fail failed failure failures fallback false fetch fetched field fields file filtered float for
    forbidden format found from function generate generated generating get gone granted had has
    have header headers hidden http https i id ignored ignoring illegal in inactive incorrect
    infinity input int integer internal invalid is it it's json jwt key keys known last length
    lifetime limit list load loaded locked login long lookup lost malformed map match matched
    matches max maximum may md5 min minimum mismatch mismatched missing must n na nan need needed
    needs never new next nil no nobody none none, nonexistent not nothing now null number oauth
    oauth2 object off ok old on once one only open opened option optional or our out password
    passed pass path pending per permission plain please present private prompt protected provided
    public query random reached read ready received redacted refresh refreshed refused regex
    rejected released removed renewed replaced request require required requires reset resolved
    response revoked role rotated root rule safe same saved scheme schema scram-sha-256 secret
    secrets secure see sent server session set sets setting sha1 sha256 sha512 short should shown
    signature signed skip skipped so some something started starting stored str string strong
    succeeded success successful successfully symbol text than that the their then there this
    timeout to to_s token tokens too true trust try type types unable unauthorized unavailable
    undefined unexpected uninitialized unknown unset unsigned unspecified unsupported until update
    updated upper url use used user using uuid valid validated validation value verification
    verified verify void waiting was weak were when which while will with without worker wrong yes
    you your zero include omit edit show same-origin
    identifier keyword punc punctuation name operator eos regexp template jsx jsxtext num bigint
    sha-256 hmac-sha256 hs256 rs256 es256 bcrypt argon2 argon2id scrypt pbkdf2 plaintext cleartext
    """.translate(_ZEROS).split()
)
_MASK = lazy(
    r"[*xX•●#.…_\-]+|[*•●…]{2,}.{0,6}|.{0,12}(?:\*{3,}|•{3,}|\.{3}|…).{0,6}"
    r"|[\[<({]{1,2}[ ]?(?:[A-Za-z][\w .:/-]{0,40})?[ ]?[\])}>]{1,2}"
    r"|(?i:[\[<({*]+(?:filtered|redacted|hidden|masked|removed|secret|protected|omitted|sensitive)[^\s]{0,30})"
)
_TEMPLATE = lazy(
    r"\$\{.*|\$\(.*|\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+[0-9]?|[a-z]+(?:[A-Z][a-z]+)*)[;,.)]{0,2}|\{\{.*|%\(?[a-zA-Z_]*\)?[sdrvq]|%[\w()]+%|#\{.*|@[A-Z_]+@"
    r"|<%.*|:[a-z_]+|\{[\w.]*\}"
    r"|(?i:(?:your|my|the|some|change|replace|insert|put|enter)(?:[-_ ][a-z]+){0,4}"
    r"[-_ ](?:key|token|secret|password|here|this|me|id|value|string|dsn|with))"
)
_CODE = lazy(
    r"(?:await |new )?(?:process\.env|os\.(?:environ|getenv)|import\.meta|Deno\.env|System\.getenv"
    r"|Rails|ENV|env|self|this|settings|config|cfg|conf|req|request|res|response|body|params|options"
    r"|opts|args|kwargs|ctx|context|props|state|data|user|session|secrets|vars|var|local|credentials"
    r"|environ|getenv|Environment|app|form|input|payload|result|Optional|Union|Buffer|process|crypto)"
    r"[.\[(?].*"
    r"|(?:~|\.{1,2})?/(?:etc|opt|var|home|tmp|run|usr|app|srv|root|data|mnt|workspace)/.*"
    r"|(?:~|\.{1,2})?/(?:[a-z0-9_.-]+/)+[a-z0-9_.<-]*"
    r"|[A-Za-z_$][\w$.]*\([^()]*\)[;,.)]*|[A-Za-z_$][\w$.]*\($|\(.*\)\s*(?:=>|->).*|&?[a-z]\w*::.*"
    r"|(?:[a-z][a-z0-9]*[_.])*(?:pass(?:word|wd|phrase)?|pwd|secret|token|key|credentials?|auth|sid)"
    r"|(?:[a-z]+[A-Z]?[a-z]*)?(?:Pass(?:word|wd)?|Secret|Token|Key|Credentials?|Auth)"
    r"|(?:[A-Z]+_)+[A-Z]+"
    r"|[A-Za-z_.<>]+:[0-9]{1,6}"  # a function and its line
)
_PROSE = lazy(
    r"(?i:\b(?:is|are|was|were|be|been|must|can(?:'t|not)?|should|has|have|not|invalid|incorrect"
    r"|required|missing|expired?|wrong|failed|error|too|please|please|at least|does(?:n't)?|did"
    r"|do(?:n't)?|the|your|a|an|for|with|no|of|or|and|to|in)\b)"
)
_IDENTIFIER = lazy(
    r"[0-9A-Fa-f]{7,12}|[0-9A-Fa-f]{40}|[0-9a-f]{64}|[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
    r"|(?:srv|dep|dpg|red|crn|evt|own|tea|bld|job|prj|usr|req|exe|dsk|cdm|evm)-[a-z0-9-]+"
    r"|[a-z]+(?:[-_.][a-z]+)*(?:[-_.]?v?[0-9]{1,4}(?:\.[0-9]+)*)?|[A-Z]+[-_]?[0-9]{1,6}|\S*(?:/|::|\(|\\)\S*|v?[0-9]+(?:\.[0-9a-z-]+)+|[0-9:.TZ+-]{8,}"
    r"|[\w.-]+=[^=].*"
)
_TIME = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}.*)?")
_MACHINE_MADE = lazy(r"[\w+/=.%:~$@!#^*-]+")
_CLOSERS = ".,;:!?)]}>'\"`"


def is_word(value: str) -> bool:
    """Say that *value* is a word of diagnosis, such as ``undefined`` or ``Expired.``."""
    return value.rstrip(_CLOSERS).lstrip("([{<'\"`").lower().translate(_ZEROS) in _WORDS


def is_mask(value: str) -> bool:
    """Say that *value* was hidden before: ``****``, ``[FILTERED]``, ``sk-...abcd``."""
    return _MASK.fullmatch(value) is not None


def is_code(value: str) -> bool:
    """Say that *value* is a template or source code that names a value, not the value."""
    return (_TEMPLATE.fullmatch(value) or _CODE.fullmatch(value)) is not None


def is_prose(value: str) -> bool:
    """Say that *value* is a sentence: several words, one of them a word that joins them."""
    words = value.split()
    plain = sum(word.strip(_CLOSERS).isalpha() for word in words)
    return len(words) > 1 and 2 * plain > len(words) and _PROSE.search(value) is not None


def is_benign(value: str) -> bool:
    """Say that *value* cannot be a secret, whatever key stands before it."""
    return len(value) <= LONGEST_BENIGN and (
        is_word(value)
        or is_mask(value)
        or is_code(value)
        or is_prose(value)
        or _TIME.fullmatch(value) is not None
    )


def is_identifier(value: str) -> bool:
    """Say that *value* names a thing of the diagnosis: a commit, a UUID, an id, a path, a time."""
    return _IDENTIFIER.fullmatch(value.rstrip(_CLOSERS)) is not None


def looks_random(value: str) -> bool:
    """Say that *value* looks made by a machine: eight characters or more, letters and digits."""
    value = value.rstrip(_CLOSERS)
    if len(value) < 8 or not _MACHINE_MADE.fullmatch(value):  # noqa: PLR2004 - the sentence above
        return False
    letters = any(char.isalpha() for char in value)
    digits = any(char.isdigit() for char in value)
    mixed = value != value.lower() and value != value.upper() and not value.istitle()
    return letters and (digits or (mixed and len(value) >= _LONG_RUN))
