"""Read the values of options plainly: a number, a switch, words.

typer hands this to pydantic, whose import alone costs a third of the start-up. The hook is not
part of typer's public interface: where it is missing, typer reads the values itself, slower.
"""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off", ""})


class PlainCommand(TyperCommand):
    """A command whose values are read plainly."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, ``--help`` among them, with readers of our own."""
        return read_plainly(super().get_params(ctx))


def read_plainly(parameters: Any) -> Any:
    """Give each parameter a reader of its own and return them all."""
    for parameter in parameters:
        if getattr(parameter, "_runtime_param", parameter) is None:
            parameter._runtime_param = _Reader()  # noqa: SLF001 - see the module's docstring
    return parameters


def kind(parameter: Any) -> str:
    """Return what a parameter takes: ``words``, ``switch``, ``number`` or ``word``."""
    if parameter.multiple or parameter.nargs == -1:
        return "words"
    annotation = str(parameter.type_descriptor.annotation)
    if "bool" in annotation:
        return "switch"
    return "number" if "int" in annotation else "word"


class _Reader:
    """Reads one value; raises typer's error for wrong words."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return *value* as the parameter's own type."""
        wanted = kind(param)
        if value is None:
            return () if wanted == "words" else None
        if wanted == "words":
            return [str(entry) for entry in value]
        if wanted == "switch":
            return self._switch(value, param, ctx)
        return self._number(value, param, ctx) if wanted == "number" else str(value)

    @staticmethod
    def _switch(value: Any, param: Any, ctx: Any) -> bool:
        word = str(value).lower()
        if word not in _TRUE | _FALSE:
            raise typer.BadParameter(f"{value!r} is not yes or no", ctx=ctx, param=param)
        return word in _TRUE

    @staticmethod
    def _number(value: Any, param: Any, ctx: Any) -> int:
        info = param.type_descriptor.parameter_info
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise typer.BadParameter(f"{value!r} is no number", ctx=ctx, param=param) from None
        if (info.min is not None and number < info.min) or (
            info.max is not None and number > info.max
        ):
            raise typer.BadParameter(
                f"{number} is not from {info.min} to {info.max}", ctx=ctx, param=param
            )
        return number
