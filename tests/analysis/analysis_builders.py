"""A small catalogue and a short way to write event lists for the tests of the analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis import Timeline, analyse
from logscan.analysis.attempts import cut
from logscan.analysis.sightings import sightings
from logscan.catalogue import builtin_folder
from logscan.catalogue.rules import load_rules
from logscan.model import (
    Catalogue,
    Event,
    Kind,
    Mark,
    Nature,
    Severity,
    Signature,
    SourceInfo,
    Stats,
    Step,
    Text,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.analysis.spans import Span
    from logscan.model import Attempt, Report

SECOND_NS = 1_000_000_000
START_NS = 1_761_307_200 * SECOND_NS  # 2025-10-24T12:00:00Z


def signature(name: str, **fields: object) -> Signature:
    """Return a signature that needs no more than its id."""
    values: dict[str, object] = {
        "id": name,
        "title": Text(en=name.replace("-", " ").capitalize(), ko=f"{name} (한국어)"),
        "category": "runtime",
        "severity": Severity.HIGH,
        "anchors": (name,),
        "pattern": name,
        "steps": (
            Step(
                text=Text(en=f"Mend {name} at {{host|the host}}", ko=f"{name} 고치기"),
                within=Within.SOON,
                source="runbook: advanced debugging 1",
            ),
        ),
    }
    return Signature(**(values | fields))  # type: ignore[arg-type]  # a test's own fields


def mark(name: str, value: Mark, **fields: object) -> Signature:
    """Return a lifecycle signature."""
    values: dict[str, object] = {"mark": value, "kind": Kind.LIFECYCLE, "steps": ()}
    return signature(name, **(values | {"severity": Severity.INFO} | fields))


def result(name: str, value: Mark, **fields: object) -> Signature:
    """Return a signature that only says that something ended."""
    return signature(name, **({"mark": value, "nature": Nature.RESULT} | fields))


SIGNATURES = (
    mark("cloning", Mark.BUILD_START),
    mark("cache", Mark.BUILD_START),
    mark("build-command", Mark.BUILD_STEP),
    mark("build-successful", Mark.BUILD_OK),
    mark("predeploy", Mark.PREDEPLOY_START),
    mark("predeploy-done", Mark.PREDEPLOY_OK),
    mark("deploying", Mark.DEPLOY_START),
    mark("running", Mark.BOOT_START),
    mark("starting", Mark.BOOT_START),
    mark("listening", Mark.LISTENING),
    mark("live", Mark.LIVE),
    mark("new-port", Mark.RESTART),
    mark("hint", Mark.NOTE),
    result("build-failed", Mark.BUILD_FAILED),
    result("predeploy-failed", Mark.PREDEPLOY_FAILED),
    result("port-timeout", Mark.DEPLOY_FAILED),
    result("timed-out", Mark.DEPLOY_FAILED),
    result("exited", Mark.EXIT, explains=("port-timeout", "no-ports")),
    signature("oom", mark=Mark.EXIT, severity=Severity.CRITICAL, explains=("exited",)),
    signature(
        "sigterm",
        mark=Mark.STOP,
        nature=Nature.AMBIENT,
        severity=Severity.MEDIUM,
        explains=("socket-closed",),
    ),
    signature("no-ports", mark=Mark.PORT_WAIT, nature=Nature.AMBIENT, severity=Severity.MEDIUM),
    signature(
        "refused",
        severity=Severity.CRITICAL,
        category="database",
        runbook_cause="database",
        headline=Text(en="Connection refused by {host}", ko="{host} 연결 거부"),
        explains=("exited", "wrapper"),
    ),
    signature("wrapper", nature=Nature.WRAPPER, severity=Severity.CRITICAL),
    signature(
        "env-missing",
        severity=Severity.CRITICAL,
        category="config",
        runbook_cause="environment",
        explains=("exited", "refused"),
    ),
    signature("port-taken", severity=Severity.CRITICAL, category="port", explains=("exited",)),
    signature("type-error", severity=Severity.HIGH),
    signature("npm-conflict", category="build", explains=("build-failed",)),
    signature("out-of-heap", category="memory", severity=Severity.CRITICAL, explains=("exited",)),
    signature("socket-closed", nature=Nature.AMBIENT, severity=Severity.LOW),
    signature("slow", severity=Severity.LOW),
    signature("repo-note", kind=Kind.BENIGN, severity=Severity.INFO),
)
RULES = load_rules(builtin_folder() / "rules", use_cache=False).rules
CATALOGUE = Catalogue(signatures=SIGNATURES, digest="sha256:test", rules=RULES)


def events(*lines: str, undated: bool = False, source: str = "app.log") -> list[Event]:
    """Return one event per ``"<second> <id> [name=value | @instance | %service | #line | ^second]"``.

    ``^second`` is the time of the record above it.
    """
    made = []
    for number, line in enumerate(lines, start=1):
        second, name, *rest = line.split()
        values = [part.split("=", 1) for part in rest if "=" in part]
        marked = {part[0]: part[1:] for part in rest if part[0] in "@%#^"}
        place = int(marked.get("#", number * 10))
        made.append(
            Event(
                signature_id=name,
                source=source,
                line=place,
                order=place,
                offset=place * 100,
                time_ns=None if undated else _at(second),
                evidence=line,
                before_ns=_at(marked["^"].rstrip("s")) if "^" in marked else None,
                service=marked.get("%"),
                instance=marked.get("@"),
                captures=tuple((key, value) for key, value in values),
            )
        )
    return made


def _at(second: str) -> int:
    return START_NS + round(float(second) * SECOND_NS)


def timeline(found: Iterable[Event]) -> Timeline:
    """Return a timeline of the small catalogue that holds *found*."""
    made = Timeline(CATALOGUE)
    for event in found:
        made.add(event)
    return made


def infos(
    found: Sequence[Event], until: float | None = None, answered: float | None = None
) -> tuple[SourceInfo, ...]:
    """Return what the sources of *found* hold; the log goes on *until* this second.

    A request was last *answered* well in that second.
    """
    made = []
    for name in dict.fromkeys(event.source for event in found):
        times = [e.time_ns for e in found if e.source == name and e.time_ns is not None]
        last = START_NS + round(until * SECOND_NS) if until is not None else max(times, default=0)
        made.append(
            SourceInfo(
                name=name,
                layout="plain",
                lines=1000,
                records=1000,
                first_ns=min(times) if times else None,
                last_ns=last if times else None,
                answered_ns=None if answered is None else START_NS + round(answered * SECOND_NS),
            )
        )
    return tuple(made)


def spans(*lines: str, undated: bool = False) -> list[Span]:
    """Return the attempts of a log as the analysis sees them."""
    found = events(*lines, undated=undated)
    known = {one.id: one for one in SIGNATURES}
    return cut(sightings(timeline(found), known, infos(found)))


def told(attempts: Iterable[Span | Attempt]) -> list[str]:
    """Return ``"phase outcome [status]"`` of each attempt."""
    made = []
    for one in attempts:
        status = "" if one.exit_status is None else f" {one.exit_status}"
        made.append(f"{one.phase.value} {one.outcome.value}{status}")
    return made


def report(
    *lines: str, undated: bool = False, until: float | None = None, **fields: object
) -> Report:
    """Return the report on a log of the small catalogue."""
    found = events(*lines, undated=undated)
    return report_on(found, until=until, **fields)


def report_on(
    found: Sequence[Event],
    *,
    until: float | None = None,
    answered: float | None = None,
    complete: bool = True,
    **fields: object,
) -> Report:
    """Return the report on *found*."""
    stats = Stats(lines=1000, records=1000, events=len(found))
    return analyse(
        timeline(found),
        catalogue=CATALOGUE,
        sources=infos(found, until, answered),
        stats=fields.pop("stats", stats),  # type: ignore[arg-type]  # a test's own stats
        version="test",
        complete=complete,
    )


def roles(made: Report) -> dict[str, str]:
    """Return the role of each finding."""
    return {finding.signature.id: finding.role.value for finding in made.findings}
