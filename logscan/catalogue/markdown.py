"""Write the page about a catalogue's signatures, ``docs/signatures.md``."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from logscan.catalogue.templates import fill
from logscan.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logscan.model import Catalogue, Signature, Step

_SPECIAL = re.compile(r"[\\`*<\[\]|#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_INTRODUCTION = """\
# Signatures

Every known problem and mark of the built-in catalogue, by family. This page is generated
from the files under `signatures/`: change those.
"""


def docs_markdown(catalogue: Catalogue) -> str:
    """Return the page, in English: families with counts, then each signature."""
    families: dict[str, list[Signature]] = defaultdict(list)
    for signature in catalogue.signatures:
        families[signature.family or signature.category].append(signature)
    known = {signature.id for signature in catalogue.signatures}
    lines = [_INTRODUCTION, *_table(families)]
    for family in sorted(families):
        lines += ["", f"## {family} ({len(families[family])})"]
        for signature in families[family]:
            lines += ["", *_section(signature, known)]
    return "\n".join(lines) + "\n"


def _table(families: dict[str, list[Signature]]) -> Iterator[str]:
    """Yield the counts by family and kind."""
    yield "| family | errors | lifecycle marks | benign | all |"
    yield "|---|---:|---:|---:|---:|"
    everything = [s for signatures in families.values() for s in signatures]
    for family in sorted(families):
        link = f"[{family}](#{re.sub('[^a-z0-9-]', '', family)}-{len(families[family])})"
        yield _row(link, families[family])
    yield _row("all", everything)


def _row(name: str, signatures: Sequence[Signature]) -> str:
    counts = [sum(s.kind is kind for s in signatures) for kind in Kind]
    return f"| {name} | {' | '.join(str(n) for n in (*counts, len(signatures)))} |"


def _section(signature: Signature, known: set[str]) -> Iterator[str]:
    """Yield what a person wants to know about one signature."""
    kind = "" if signature.kind is Kind.ERROR else f", {signature.kind.value}"
    yield f"### {signature.id}"
    yield ""
    yield f"**{_escaped(signature.title.en)}** ({signature.severity.name.lower()}{kind})"
    if signature.cause:
        yield ""
        yield _filled(signature.cause.en)
    yield ""
    yield from _code(signature.examples[0])
    if signature.steps:
        yield ""
        yield from (f"{n}. {_step(step)}" for n, step in enumerate(signature.steps, start=1))
    for name, ids in (("Explains", signature.explains), ("Explained by", signature.explained_by)):
        if ids:
            yield ""
            yield f"{name}: {', '.join(_link(other, known) for other in ids)}."
    if signature.references:
        yield ""
        yield f"More: {', '.join(f'<{address}>' for address in signature.references)}"


def _step(step: Step) -> str:
    source = f"<{step.source}>" if step.source.startswith("https://") else _escaped(step.source)
    return f"**{step.within.value}** {_filled(step.text.en)} ({source})"


def _link(signature_id: str, known: set[str]) -> str:
    return f"[{signature_id}](#{signature_id})" if signature_id in known else signature_id


def _code(text: str) -> list[str]:
    """Return *text* as a block of code, fenced longer than any fence inside it."""
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}text", *text.split("\n"), fence]


def _filled(text: str) -> str:
    """Return a text with every placeholder at its fallback."""
    return _escaped(fill(text, {}) or text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found.group(), text)
