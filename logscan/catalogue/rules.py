"""Find the rules over events beside the signatures, read them or take them from the cache."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from logscan.catalogue import cache
from logscan.catalogue.plain import content_digest, from_plain, to_plain
from logscan.model import (
    Apart,
    Condition,
    Mark,
    Moment,
    Nature,
    Operator,
    Outcome,
    Phase,
    Problem,
    Quiet,
    Reach,
    Rule,
    RuleEffect,
    Selector,
    Severity,
    Text,
)
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDER: Final = "rules"
MAX_FILES = 500
MAX_FILE_BYTES = 1024 * 1024

_UNUSABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRules:
    """The rules that could be read, each with its digest, and every fault of the others."""

    rules: tuple[Rule, ...] = ()
    digests: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def load_rules(folder: Path, *, use_cache: bool = True) -> LoadedRules:
    """Return the rules of the YAML files in *folder*, in the order of their ids.

    A folder that does not exist holds no rules. Never raises for what the files say.
    """
    problems: list[Problem] = []
    contents = _contents(folder, problems)
    if problems or not contents:
        return LoadedRules(problems=tuple(problems))
    name = f"rules {folder.absolute()}"
    key = cache.key_of([name, *_RULE_FIELDS, *(part for pair in contents for part in pair)])
    kept = _from_cache(cache.read(name, key)) if use_cache else None
    if kept is not None:
        return kept
    loaded = _read_all(contents)
    if use_cache and not loaded.problems:
        rows = zip(loaded.rules, loaded.digests, strict=True)
        cache.write(name, key, [[rule_to_plain(rule), digest] for rule, digest in rows])
    return loaded


def rule_digest(rule: Rule) -> str:
    """Return the digest of what a rule says, wherever it was read from."""
    return content_digest(rule.signature) + repr(_plain(rule.when))


def _contents(folder: Path, problems: list[Problem]) -> list[tuple[str, bytes]]:
    """Return path and bytes of each file, one byte more than allowed at most."""
    found = []
    for file in sorted(folder.glob("*.yaml"))[:MAX_FILES] if folder.is_dir() else []:
        try:
            with file.open("rb") as stream:
                found.append((str(file), stream.read(MAX_FILE_BYTES + 1)))
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            problems.append(Problem(path=str(file), line=1, column=1, message=message))
    return found


def _read_all(contents: Sequence[tuple[str, bytes]]) -> LoadedRules:
    from logscan.catalogue.rule_file import read_rule  # noqa: PLC0415 - YAML costs its import

    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for path, content in contents:
        rule, faults = read_rule(content, path=path)
        problems += faults
        if rule is not None:
            rules[rule.id] = rule
    ordered = tuple(rules[name] for name in sorted(rules))
    digests = tuple(map(rule_digest, ordered))
    return LoadedRules(rules=ordered, digests=digests, problems=tuple(problems))


# ---------------------------------------------------------------- plain data, for the cache


def rule_to_plain(rule: Rule) -> dict[str, Any]:
    """Return *rule* as dicts, lists, strings and numbers."""
    plain: dict[str, Any] = {name: _plain(getattr(rule, name)) for name in _RULE_FIELDS}
    return plain | {"signature": to_plain(rule.signature)}


def rule_from_plain(plain: dict[str, Any]) -> Rule:
    """Return the rule that ``rule_to_plain`` was given."""
    because = plain["because"]
    return Rule(
        signature=from_plain(plain["signature"]),
        reach=Reach(plain["reach"]),
        when=_condition(plain["when"]),
        effect=RuleEffect(plain["effect"]),
        calms=_selector(plain["calms"]) if plain["calms"] else None,
        near_ns=plain["near_ns"],
        supports=tuple(plain["supports"]),
        because=Text(en=because["en"], ko=because["ko"]) if because else None,
        examples=tuple(tuple(lines) for lines in plain["examples"]),
        counterexamples=tuple(tuple(lines) for lines in plain["counterexamples"]),
    )


def _from_cache(kept: Any) -> LoadedRules | None:
    if kept is None:
        return None
    try:
        return LoadedRules(
            rules=tuple(rule_from_plain(plain) for plain, _ in kept),
            digests=tuple(str(digest) for _, digest in kept),
        )
    except _UNUSABLE:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Selector | Condition | Quiet | Text):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _condition(plain: dict[str, Any]) -> Condition:
    return Condition(
        operator=Operator(plain["operator"]),
        selectors=tuple(_selector(one) for one in plain["selectors"]),
        parts=tuple(_condition(one) for one in plain["parts"]),
        at_least=plain["at_least"],
        within_ns=plain["within_ns"],
        apart=Apart(plain["apart"]),
        settle=plain["settle"],
    )


def _selector(plain: dict[str, Any]) -> Selector:
    return Selector(
        signatures=tuple(plain["signatures"]),
        marks=tuple(Mark(word) for word in plain["marks"]),
        categories=tuple(plain["categories"]),
        natures=tuple(Nature(word) for word in plain["natures"]),
        severity=None if plain["severity"] is None else Severity(plain["severity"]),
        phases=tuple(Phase(word) for word in plain["phases"]),
        outcomes=tuple(Outcome(word) for word in plain["outcomes"]),
        statuses=tuple(plain["statuses"]),
        silent=plain["silent"],
        quiet=Quiet(**plain["quiet"]) if plain["quiet"] else None,
        moment=Moment(plain["moment"]) if plain["moment"] else None,
    )


_RULE_FIELDS = tuple(field.name for field in fields(Rule) if field.name != "signature")
