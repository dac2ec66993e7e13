"""The commands about the catalogue: list, show, check, new, and explain."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from logscan.catalogue import (
    builtin_folder,
    check,
    collect_catalogue,
    fill,
    house_rules,
    load_catalogue,
)
from logscan.cli import completion, config
from logscan.cli.notes import say
from logscan.cli.options import language_option, option
from logscan.cli.output import StandardOutput
from logscan.cli.redactors import redactor_maker
from logscan.errors import UsageError
from logscan.intake.text import clean
from logscan.model import Kind, Severity, Within
from logscan.report import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Catalogue, Signature, Text

app = typer.Typer(
    help="The known problems: list, show, check, new.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)

Paths = Annotated[
    list[str] | None,
    option("--catalogue", metavar="PATH", help="A file or folder to add."),
]
Language = Annotated[str | None, language_option()]
Id = Annotated[str, typer.Argument(metavar="ID", autocompletion=completion.explainable)]

HEADINGS = {
    "cause": {"en": "Why it happens", "ko": "원인"},
    "steps": {"en": "What to do", "ko": "조치"},
    "looks": {"en": "How it looks", "ko": "로그에 보이는 모습"},
    "not": {"en": "What it is not", "ko": "비슷하지만 아닌 것"},
    "explains": {"en": "It usually explains", "ko": "이것 때문에 생기는 일"},
    "explained": {"en": "It is usually explained by", "ko": "이것의 흔한 원인"},
    "read": {"en": "Read more", "ko": "더 읽기"},
}
BOXES = {
    Within.NOW: {"en": "1-2 minutes", "ko": "1~2분"},
    Within.SOON: {"en": "5 minutes", "ko": "5분 내"},
    Within.NEXT: {"en": "10 minutes", "ko": "10분 내"},
    Within.LATER: {"en": "later", "ko": "그 이후"},
}


def _catalogue(paths: list[str] | None) -> Catalogue:
    return load_catalogue([Path(p) for p in (*config.user_catalogue(), *(paths or []))])


def _say_lines(lines: Iterator[str]) -> None:
    StandardOutput().write("".join(f"{line}\n" for line in lines))


@app.command("list")
def list_(
    catalogue: Paths = None,
    lang: Language = None,
    kind: Annotated[
        str | None,
        option("--kind", choices=tuple(Kind), help="Only error, lifecycle or benign ones."),
    ] = None,
) -> None:
    """List the signatures: id, severity, kind and title, then how many there are."""
    language = config.language(lang, os.environ)
    chosen = [s for s in _all(_catalogue(catalogue)) if kind in (None, s.kind)]
    width = max((len(s.id) for s in chosen), default=0)
    _say_lines(_row(signature, width, language) for signature in chosen)
    say(f"{len(chosen)} signatures")


def _row(signature: Signature, width: int, language: str) -> str:
    severity, title = signature.severity.name.lower(), signature.title.in_language(language)
    return f"{signature.id:<{width}}  {severity:<8}  {signature.kind:<9}  {title}"


@app.command()
def show(signature_id: Id, catalogue: Paths = None) -> None:
    """Print the file of one signature."""
    signature = _find(_catalogue(catalogue), signature_id)
    path = Path(signature.path)
    if not path.is_file():
        path = builtin_folder() / signature.family / f"{signature.id}.yaml"
    StandardOutput().write(path.read_text(encoding="utf-8"))


@app.command("check")
def check_(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Files or folders to prove.")
    ] = None,
) -> None:
    """Prove signatures both ways: examples match, counterexamples do not, no odd neighbours.

    Without PATH the built-in catalogue is proven. Every fault is printed, with its place.
    """
    named = [Path(path) for path in paths or []]
    loaded = collect_catalogue(named, use_cache=False)  # prove the files, not their copy
    catalogue = loaded.catalogue
    own = [
        s for s in catalogue.signatures if not named or any(_below(s.path, path) for path in named)
    ]
    problems = [*loaded.problems, *check(catalogue, only=[s.id for s in own])]
    if not named:
        problems += [problem for signature in own for problem in house_rules(signature)]
    _say_lines(one_line(str(problem)) for problem in problems)
    counted = f"{len(own)} signatures"
    say(f"{counted}: {len(problems)} faults" if problems else f"{counted}: all proven")
    raise typer.Exit(2 if problems else 0)


@app.command()
def new(
    from_line: Annotated[
        str, typer.Option("--from-line", metavar="LINE", help="A line of a log that shows it.")
    ],
    signature_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="The new signature's id.")
    ] = None,
    folder: Annotated[
        str, typer.Option("--folder", metavar="PATH", help="Where to write the file.")
    ] = "signatures/own",
) -> None:
    """Write the skeleton of a signature from a log line; TODO marks what a person must say."""
    from logscan.catalogue.skeleton import skeleton  # noqa: PLC0415 - only for this command

    redactor = redactor_maker()()
    name, text = skeleton(redactor.redact(clean(from_line)), signature_id=signature_id)
    path = Path(folder, name)
    if path.exists():
        raise UsageError(f"{path} exists already: choose another --id or --folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _say_lines(iter([str(path)]))
    say(f"next: fill in the TODOs, then `logscan signatures check {path}`")


def explain(
    signature_id: Id,
    catalogue: Paths = None,
    lang: Language = None,
) -> None:
    """Explain one signature: how it looks, why it happens, what to do."""
    whole = _catalogue(catalogue)
    language = config.language(lang, os.environ)
    _say_lines(_explained(_find(whole, signature_id), whole, language))


def _all(catalogue: Catalogue) -> list[Signature]:
    """Return the signatures and those that rules conclude, in the order of their ids."""
    concluded = (rule.signature for rule in catalogue.rules)
    return sorted((*catalogue.signatures, *concluded), key=lambda signature: signature.id)


def _find(catalogue: Catalogue, signature_id: str) -> Signature:
    known = {signature.id: signature for signature in _all(catalogue)}
    if signature_id in known:
        return known[signature_id]
    import difflib  # noqa: PLC0415 - only for this message

    near = difflib.get_close_matches(signature_id, known, n=3)
    hint = f": did you mean {', '.join(near)}?" if near else ": see `logscan signatures list`"
    raise UsageError(f"no signature has the id {signature_id!r}{hint}")


def _below(path: str, folder: Path) -> bool:
    resolved = Path(path).resolve()
    return resolved == folder.resolve() or folder.resolve() in resolved.parents


def _plain(text: Text, language: str) -> str:
    """Return a text of the catalogue with every placeholder at its fallback."""
    words = text.in_language(language)
    return fill(words, {}) or words


def _explained(signature: Signature, whole: Catalogue, language: str) -> Iterator[str]:
    """Yield the page about one signature under fixed headings."""
    severity = Severity(signature.severity).name.lower()
    yield f"{signature.title.in_language(language)}  [{signature.id}, {severity}]"
    if signature.cause:
        yield from ("", HEADINGS["cause"][language])
        yield f"  {_plain(signature.cause, language)}"
    if signature.steps:
        yield from ("", HEADINGS["steps"][language])
        for step in signature.steps:
            yield f"  {BOXES[step.within][language]}: {_plain(step.text, language)}"
            yield f"      ({step.source})"
    yield from _listed("looks", signature.examples, language)
    yield from _listed("not", signature.counterexamples, language)
    by = [s.id for s in _all(whole) if signature.id in s.explains]
    yield from _listed("explains", signature.explains, language)
    yield from _listed("explained", sorted({*by, *signature.explained_by}), language)
    yield from _listed("read", signature.references, language)


def _listed(heading: str, entries: tuple[str, ...] | list[str], language: str) -> Iterator[str]:
    if entries:
        yield from ("", HEADINGS[heading][language])
        yield from (f"  {one_line(entry)}" for entry in entries)
