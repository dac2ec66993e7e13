"""Make the options of the commands, each with its variable, its choices, what a shell offers."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import typer

from logscan.cli.config import PROJECT_FILE, environment_name
from logscan.errors import UsageError
from logscan.model import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FEW = 8  # choices that fit a line


def option(
    *names: str,
    choices: Iterable[str] = (),
    offers: Callable[[], Iterable[Any]] | None = None,
    **more: Any,
) -> Any:
    """Return an option that has an environment variable, its own unless *more* says otherwise.

    Other words than *choices* are refused. *offers* makes what a shell completes: words, or
    pairs of a word and its meaning.
    """
    long = next(name for name in names if name.startswith("--"))
    allowed = tuple(choices)
    if allowed:
        more |= {"callback": _one_of(allowed), "autocompletion": lambda: allowed}
        few = len(allowed) < _FEW
        more.setdefault("metavar", "|".join(allowed) if few else "NAME")
        if not few:
            more["help"] = f"{more['help'].rstrip('.')}: {', '.join(allowed)}."
    elif offers is not None:
        more["autocompletion"] = lambda: list(offers())  # a bare one: typer evaluates hints
    more.setdefault("envvar", environment_name(long.split("/")[0]))
    return typer.Option(*names, **more)


def language_option(meaning: str = "The language of what is printed.") -> Any:
    """Return the option that chooses the language."""
    return option("--lang", choices=LANGUAGES, help=meaning)


def personal_option(name: str = "redact-personal") -> Any:
    """Return the option that takes out personal data, too."""
    return option(
        f"--{name}/--no-{name}", help="E-mail addresses, public IP addresses and card numbers, too."
    )


def borrowed(
    function: Callable[..., Any], lender: Callable[..., Any], names: Iterable[str]
) -> inspect.Signature:
    """Return the signature of *function* with options of *lender* in place of ``**options``.

    Typer reads options from signatures: so each is written down once.
    """
    (*own, _), lent = (
        inspect.signature(one, eval_str=True).parameters.values() for one in (function, lender)
    )
    wanted = frozenset(names)
    more = [option for option in lent if option.name in wanted]
    keywords = [option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in more]
    return inspect.Signature([*own, *keywords])


def _one_of(allowed: tuple[str, ...]) -> Any:
    """Return a callback that refuses any other word, with the choices in the message."""

    def check(ctx: typer.Context, param: typer.CallbackParam, value: str | None) -> str | None:
        if value is not None and value not in allowed:
            known = ", ".join(allowed)
            raise UsageError(f"{_origin(ctx, param)}: {value!r} is not one of {known}")
        return value

    return check


def _origin(ctx: typer.Context, param: Any) -> str:
    """Return where a value was given: the option, its variable, or the settings file."""
    name: str = max(param.opts, key=len)
    source = getattr(ctx.get_parameter_source(param.name), "name", "")
    given: dict[str, str] = {
        "ENVIRONMENT": param.envvar,
        "DEFAULT_MAP": f"{PROJECT_FILE}: {name.lstrip('-')}",
    }
    return given.get(source) or name
