"""The values that flow through logscan.

Everything here is frozen and needs nothing but the standard library. A field's unit is the
end of its name: ``_ns`` is integer nanoseconds (instants: UTC, since 1970), ``_bytes`` a
size, ``offset`` a byte position from the start of the decompressed source, ``line`` a
physical line counted from 1. Counts are plural nouns.
"""

from __future__ import annotations

from dataclasses import field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

# ---------------------------------------------------------------- small vocabularies


class Severity(IntEnum):
    """How urgently a person should act; ordered, so ``max()`` works."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Kind(StrEnum):
    """What an event says about the service."""

    ERROR = "error"
    LIFECYCLE = "lifecycle"
    BENIGN = "benign"


class Nature(StrEnum):
    """What part a signature usually plays when several errors hang together."""

    ROOT = "root"  # may be the first cause
    WRAPPER = "wrapper"  # repeats an inner reason that is printed beside it
    RESULT = "result"  # says that something ended, never why
    AMBIENT = "ambient"  # normal unless the context says otherwise
    GENERIC = "generic"  # only announces an error; silent where that error is told beside it


class Role(StrEnum):
    """What part a finding plays in this log."""

    CAUSE = "cause"
    CONSEQUENCE = "consequence"
    INDEPENDENT = "independent"
    BENIGN = "benign"


class Within(StrEnum):
    """The time box of a step, as the runbook's procedure has them."""

    NOW = "2m"
    SOON = "5m"
    NEXT = "10m"
    LATER = "later"


class Mark(StrEnum):
    """What a signature says about the attempt that it is printed in."""

    BUILD_START = "build-start"
    BUILD_STEP = "build-step"
    BUILD_OK = "build-ok"
    BUILD_FAILED = "build-failed"
    PREDEPLOY_START = "predeploy-start"
    PREDEPLOY_OK = "predeploy-ok"
    PREDEPLOY_FAILED = "predeploy-failed"
    DEPLOY_START = "deploy-start"
    DEPLOY_FAILED = "deploy-failed"
    BOOT_START = "boot-start"
    LISTENING = "listening"
    PORT_WAIT = "port-wait"
    LIVE = "live"
    RESTART = "restart"  # a planned restart of the same deploy
    STOP = "stop"  # the process was asked to stop
    EXIT = "exit"  # the process ended; the capture ``status`` says how, if it was printed
    NOTE = "note"  # worth a place in the timeline, changes nothing


class Phase(StrEnum):
    """The part of a deploy that an attempt is."""

    BUILD = "build"
    PREDEPLOY = "pre-deploy"
    DEPLOY = "deploy"
    BOOT = "boot"


class Outcome(StrEnum):
    """How an attempt ended; a build or pre-deploy that did its job counts as live."""

    LIVE = "live"
    FAILED = "failed"
    EXITED = "exited"
    STOPPED = "stopped"
    RESTARTED = "restarted"
    UNKNOWN = "unknown"


class FailureReason(StrEnum):
    """Why an attempt ended badly, in the words of Render's own events.

    Source: ``FailureReason`` of the events API, https://api-docs.render.com
    """

    EARLY_EXIT = "early-exit"  # status 0 without having been asked to stop
    NON_ZERO_EXIT = "non-zero-exit"
    OUT_OF_MEMORY = "out-of-memory"
    EVICTED = "evicted"
    UNHEALTHY = "unhealthy"
    TIMED_OUT = "timed-out"


class Status(StrEnum):
    """What the log says about the service as a whole."""

    FAILING = "failing"
    DEGRADED = "degraded"
    RECOVERED = "recovered"
    HEALTHY = "healthy"
    INCONCLUSIVE = "inconclusive"


LANGUAGES = ("en", "ko")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence or phrase in every language of the catalogue; English always exists."""

    en: str
    ko: str | None = None

    def in_language(self, language: str) -> str:
        """Return the text in *language*, or the English one where it is missing."""
        return (self.ko or self.en) if language == "ko" else self.en


# ---------------------------------------------------------------- the catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a catalogue file, with its place; *line* and *column* count from 1."""

    path: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column: message (hint)``."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.message}{hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that a person can do; *source* is a runbook section or an https address.

    The text may hold ``{name|fallback}``: the captured value of *name*, or the fallback.
    """

    text: Text
    within: Within
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How one known problem or mark looks in a log, why it happens and what to do."""

    id: str
    title: Text
    category: str
    severity: Severity
    anchors: tuple[str, ...]
    pattern: str
    family: str = ""
    kind: Kind = Kind.ERROR
    nature: Nature = Nature.ROOT
    mark: Mark | None = None
    runtimes: tuple[str, ...] = ()
    headline: Text | None = None  # with ``{name}``; used when every named value was captured
    unless: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()  # more general signatures that yield on the same error
    also: tuple[str, ...] = ()  # signatures that may rightly match the same example
    cause: Text | None = None
    steps: tuple[Step, ...] = ()
    explains: tuple[str, ...] = ()
    explained_by: tuple[str, ...] = ()
    runbook_cause: str | None = None  # the runbook's ranked cause that this is evidence for
    burst_gap_ns: int = 60_000_000_000
    event_gap_ns: int = 0  # matches closer than this are one error, told more than once
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    since: str = ""
    path: str = ""  # the file it was read from


# ---------------------------------------------------------------- rules over events


class Reach(StrEnum):
    """Which events a rule looks at together."""

    ATTEMPT = "attempt"
    INSTANCE = "instance"
    SERVICE = "service"
    LOG = "log"


class Moment(StrEnum):
    """A moment of an attempt, or of the log, that a rule can name like an event."""

    BEGIN = "begin"
    SERVED = "served"  # the first sign that a boot works, or that a deploy is live
    END = "end"
    LOG_END = "log-end"


class Operator(StrEnum):
    """What a condition asks of the events it is about."""

    SEEN = "seen"
    ABSENT = "absent"
    COUNT = "count"
    SEQUENCE = "sequence"
    FOLLOWED_BY = "followed_by"
    NOT_FOLLOWED_BY = "not_followed_by"
    PRECEDED_BY = "preceded_by"
    ALL = "all"
    ANY = "any"


class Apart(StrEnum):
    """How the attempts of two events that a condition pairs must differ."""

    NO = "no"  # they need not
    OTHER = "other"  # two attempts; a deploy and its own boots count as one
    NEWER = "newer"  # two, and that of the named moment (or the later event) began later


class RuleEffect(StrEnum):
    """What follows when a rule fits."""

    FINDING = "finding"  # a finding of its own, with a part in incidents
    CALM = "calm"  # what it names is normal here
    SUPPORT = "support"  # one more reason for a cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A silence before the end of a boot: *times* longer than usual, and within both bounds."""

    times: int
    least_ns: int
    most_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Which events a rule means; every field that is given must fit.

    *phases*, *outcomes*, *statuses*, *silent* and *quiet* are those of the attempt that an
    event lies in; *silent* attempts ended without an exit line or a request to stop, *quiet*
    ones wrote nothing for a while before. With a *moment* the selector means that moment of
    attempts instead of events.
    """

    signatures: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    categories: tuple[str, ...] = ()
    natures: tuple[Nature, ...] = ()
    severity: Severity | None = None  # the least
    phases: tuple[Phase, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    statuses: tuple[int, ...] = ()
    silent: bool | None = None
    quiet: Quiet | None = None
    moment: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One question about the events of a reach; windows include both their ends.

    *selectors* are in order for ``sequence`` and the two ``followed_by``, and the later one
    first for ``preceded_by``; *settle* says
    whether a window that the log's end cuts off counts as over; *parts* belong to ``all``
    and ``any``.
    """

    operator: Operator
    selectors: tuple[Selector, ...] = ()
    parts: tuple[Condition, ...] = ()
    at_least: int = 1
    within_ns: int | None = None
    apart: Apart = Apart.NO
    settle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A known constellation of events; *signature* is its face: title, cause, steps, edges.

    The face has no anchors and no pattern. *calms* names what is normal where a calming rule
    fits, in the attempts of the events that it named and, with *near_ns*, only that near to
    them. *supports* are the causes that a supporting rule speaks for, with *because*.
    Examples are event lists: ``"<seconds>s <signature> [@instance] [name=value] [x<times>]"``;
    ``#400`` is the line and ``^11s`` the time of the record above it.
    """

    signature: Signature
    reach: Reach
    when: Condition
    effect: RuleEffect = RuleEffect.FINDING
    calms: Selector | None = None
    near_ns: int | None = None
    supports: tuple[str, ...] = ()
    because: Text | None = None
    examples: tuple[tuple[str, ...], ...] = ()
    counterexamples: tuple[tuple[str, ...], ...] = ()

    @property
    def id(self) -> str:
        """The id of the rule, which no signature has."""
        return self.signature.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All signatures of a run, in the order of their ids, and the digest of their files."""

    signatures: tuple[Signature, ...]
    digest: str
    rules: tuple[Rule, ...] = ()

    def __getitem__(self, signature_id: str) -> Signature:
        """Return the signature of that id; raise ``KeyError`` where there is none."""
        for signature in self.signatures:
            if signature.id == signature_id:
                return signature
        raise KeyError(signature_id)


# ---------------------------------------------------------------- the runbook


class Likelihood(StrEnum):
    """How often the runbook expects a cause."""

    HIGHEST = "highest"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookCause:
    """One ranked cause of the outage; signatures name its *id* as ``runbook_cause``."""

    id: str
    rank: int  # 1 is the most likely
    likelihood: Likelihood
    title: Text
    symptom: Text
    check: Text
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookError:
    """One message to look for; *phrase* is how the log prints it, *signature_id* its signature."""

    phrase: str
    signature_id: str
    meaning: Text
    remedy: Text
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookVariable:
    """One environment variable of the service; *value* is what to set, where one value fits all."""

    name: str
    required: bool
    text: Text
    source: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookItem:
    """One thing to do or to look at; ``<...>`` in *command* is for the reader to replace."""

    text: Text
    source: str
    command: str | None = None
    expect: Text | None = None  # what a good answer is
    signature_ids: tuple[str, ...] = ()  # evidence in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookGroup:
    """Items that belong together, in their order; *within* is their time box, if they have one."""

    id: str
    title: Text
    source: str
    items: tuple[RunbookItem, ...]
    within: Within | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """What to do about one kind of outage, as checklists; every entry names its source."""

    id: str
    title: Text
    summary: Text
    causes: tuple[RunbookCause, ...]
    errors: tuple[RunbookError, ...]
    variables: tuple[RunbookVariable, ...]
    actions: tuple[RunbookGroup, ...]
    checklists: tuple[RunbookGroup, ...]
    settings: tuple[RunbookGroup, ...]
    procedure: tuple[RunbookGroup, ...]
    escalation: tuple[RunbookGroup, ...]
    tracking: tuple[RunbookGroup, ...]
    prevention: tuple[RunbookGroup, ...]


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    r"""One log entry as the service wrote it.

    *message* is clean: decoded, without the platform's prefix, colour codes and control
    characters. Each physical line of a message of several lines is kept apart by ``\\n``.
    """

    offset: int
    line: int
    time_ns: int | None
    message: str
    service: str | None = None
    instance: str | None = None
    level: str | None = None
    type: str | None = None
    id: str | None = None  # the API's own id of the record


class Event(NamedTuple):
    """One confirmed match of one signature in one record; *evidence* is redacted.

    A tuple, unlike the other values: a log may hold millions, and a tuple is made four times
    as fast as a frozen dataclass. Name the fields when making one.
    """

    signature_id: str
    source: str
    line: int
    offset: int
    time_ns: int | None
    evidence: str
    service: str | None = None
    instance: str | None = None
    level: str | None = None
    captures: tuple[tuple[str, str], ...] = ()
    order: int = 0  # the line in reading order: another one where the input is newest first
    before_ns: int | None = None  # of an attempt's end: the time of the record above it


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """An event with the redacted messages of the records around it, oldest first."""

    event: Event
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLine:
    """An error-looking record that no signature explains; *text* is redacted."""

    source: str
    line: int
    time_ns: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """What one source held; ``why`` says in words how its layout was recognised."""

    name: str
    layout: str
    why: str = ""
    lines: int = 0
    records: int = 0
    bytes: int = 0
    first_ns: int | None = None
    last_ns: int | None = None
    answered_ns: int | None = None  # the last request in its tail that was answered well


# ---------------------------------------------------------------- the analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A run of events of one signature in one place with no gap longer than its burst gap.

    *histogram* holds occurrences in equal slices from *start_ns* to *end_ns*. An undated
    burst has no times; *first* and *last* are always there and carry the line.
    """

    signature_id: str
    occurrences: int
    first: Event
    last: Event
    start_ns: int | None = None
    end_ns: int | None = None
    service: str | None = None
    instance: str | None = None
    histogram: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One redacted message that shows a finding, with the messages around it."""

    source: str
    line: int
    offset: int
    time_ns: int | None
    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All that was found of one signature; *title* and *steps* have captures filled in."""

    signature: Signature
    role: Role
    title: Text
    occurrences: int
    first_ns: int | None
    last_ns: int | None
    services: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()
    captures: tuple[tuple[str, tuple[str, ...]], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    bursts: tuple[Burst, ...] = ()
    steps: tuple[Step, ...] = ()
    note: Text | None = None  # why it is normal here, or what it was concluded from


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One burst or lifecycle mark on the common clock."""

    time_ns: int | None
    end_ns: int | None
    kind: Kind
    signature_id: str
    title: Text
    severity: Severity
    occurrences: int
    source: str
    line: int
    service: str | None = None
    instance: str | None = None
    role: Role | None = None  # None for lifecycle marks
    histogram: tuple[int, ...] = ()
    mark: Mark | None = None  # what it says about its attempt
    text: str = ""  # the redacted message of the first event


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One build, pre-deploy, deploy or boot of one instance."""

    phase: Phase
    outcome: Outcome
    start_ns: int | None
    end_ns: int | None
    start_line: int
    end_line: int
    source: str
    exit_status: int | None = None
    service: str | None = None
    instance: str | None = None
    signature_ids: tuple[str, ...] = ()
    reason: FailureReason | None = None  # of an attempt that failed or exited


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """Another cause that fits, and the check that would rule it out."""

    signature_id: str
    title: Text
    confidence: float
    check: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Bursts that hang together: one probable cause and its consequences."""

    cause: str
    title: Text
    severity: Severity
    start_ns: int | None
    end_ns: int | None
    confidence: float  # 0 to 1
    consequences: tuple[str, ...] = ()
    because: tuple[Text, ...] = ()
    steps: tuple[Step, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer in one line."""

    status: Status
    headline: Text
    cause: str | None = None
    since_ns: int | None = None
    confidence: float = 0.0


class Standing(StrEnum):
    """How a cause of the runbook stands in the light of this log."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    OPEN = "open"  # the log does not decide


class Answer(StrEnum):
    """What this log answers to a question of a checklist."""

    YES = "yes"
    NO = "no"
    OPEN = "open"  # the log does not decide


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedCause:
    """One ranked cause of the runbook with what this log says for and against it."""

    id: str
    title: Text
    standing: Standing
    evidence_for: tuple[Text, ...] = ()
    evidence_against: tuple[Text, ...] = ()
    check: Text | None = None  # how to find out
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One question of a checklist, answered by this log where it can be.

    *good* says whether the answer is the one that a healthy service gives.
    """

    checklist: str
    question: Text
    answer: Answer
    good: bool | None
    why: Text
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOf:
    """How often one error was seen on one side of a restart."""

    signature_id: str
    title: Text
    occurrences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTracking:
    """What the log showed before the last restart and what after it."""

    restart_ns: int | None
    restart_line: int
    source: str
    service: str | None = None
    before: tuple[SeenOf, ...] = ()
    after: tuple[SeenOf, ...] = ()
    works_after: bool | None = None  # None: no line says


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexplained:
    """Error-looking records of one shape that no signature explains."""

    template: str
    occurrences: int
    source: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What was read and what was left out; nothing is dropped without a counter.

    *counters* holds the bounds that were hit, by name: ``records_cut``,
    ``confirm_timeouts``, ``junk_lines``, ``duplicate_records``, ``invalid_bytes`` and so on.
    """

    lines: int = 0
    records: int = 0
    bytes: int = 0
    events: int = 0
    undated_events: int = 0
    error_lines: int = 0
    explained_error_lines: int = 0
    elapsed_seconds: float = 0.0
    counters: Mapping[str, int] = field(default_factory=dict)
    redacted: Mapping[str, int] = field(default_factory=dict)  # secrets removed, by kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole answer; every output is made from this value alone."""

    version: str
    catalogue_digest: str
    complete: bool
    warnings: tuple[Text, ...]
    sources: tuple[SourceInfo, ...]
    stats: Stats
    verdict: Verdict
    incidents: tuple[Incident, ...] = ()
    findings: tuple[Finding, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()
    next_steps: tuple[Step, ...] = ()  # the incident's steps, in time boxes, without doubles
    causes: tuple[WeighedCause, ...] = ()  # those of the runbook, the likeliest first
    checklist: tuple[Tick, ...] = ()  # the runbook's checklists as far as the log decides
    tracking: StatusTracking | None = None  # before and after the last restart
    faults: tuple[Text, ...] = ()  # what could not be read; the warnings say it too
