"""Make dataclasses whose methods are written when they are first called.

The standard decorator compiles up to seven functions for each class, which takes half a
millisecond; a run imports ninety classes and uses a third of them. ``dataclass`` here is
``dataclass(slots=True)`` there, also for a type checker, and what ``dataclasses`` offers for
values (``fields``, ``replace``, ``asdict``) takes these.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(
        *, slots: bool, frozen: bool = False, eq: bool = True, kw_only: bool = False
    ) -> Callable[[type], type]:
        """Return the decorator of a class; the choices are those of the standard one."""

        def decorate(cls: type) -> type:
            made = dataclasses.dataclass(
                init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
            )(cls)
            methods = _basic(made) | (_comparing(made) if eq else {})
            methods |= _freezing(made) if frozen else {"__hash__": None} if eq else {}
            for name, method in methods.items():
                setattr(made, name, method)
            return made

        return decorate


__all__ = ["dataclass"]


def _basic(cls: Any) -> dict[str, Any]:
    """Return what makes and what shows a value of *cls*."""

    def first(self: object, *positional: object, **named: object) -> None:
        cls.__init__ = _written(cls)
        cls.__init__(self, *positional, **named)

    def shown(self: object) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in _names(cls))
        return f"{self.__class__.__qualname__}({inside})"

    return {"__init__": first, "__repr__": shown}


def _written(cls: Any) -> Callable[..., None]:
    """Return the function that puts what it is given, or the defaults, into a value of *cls*."""
    scope: dict[str, Any] = {"_put": object.__setattr__, "_unset": object()}
    fields = [field for field in dataclasses.fields(cls) if field.init]
    parameters = ["self", "*"] if fields and fields[0].kw_only else ["self"]
    body = []
    for field in fields:
        name = content = field.name
        if field.default is not dataclasses.MISSING:
            scope[f"_{name}"] = field.default
            parameters.append(f"{name}=_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            scope[f"_{name}"] = field.default_factory
            parameters.append(f"{name}=_unset")
            content = f"_{name}() if {name} is _unset else {name}"
        else:
            parameters.append(name)
        body.append(f"_put(self, {name!r}, {content})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body)
    exec(source, scope)  # noqa: S102 - made of the names of fields, as the standard library does
    written: Callable[..., None] = scope["__init__"]
    return written


def _comparing(cls: Any) -> dict[str, Any]:
    """Return what compares two values of *cls*, and what makes one a key."""
    contents = attrgetter(*_names(cls))

    def equal(self: object, other: object) -> bool:
        same = other.__class__ is self.__class__
        return bool(contents(self) == contents(other)) if same else NotImplemented

    return {"__eq__": equal, "__hash__": lambda self: hash(contents(self))}


def _freezing(cls: Any) -> dict[str, Any]:
    """Return what keeps a value of *cls* as it is, and yet copies it."""

    def refuse(_self: object, name: str, *_content: object) -> None:
        raise dataclasses.FrozenInstanceError(f"{name!r} of a {cls.__name__} stays as it is")

    def restore(self: object, state: list[object]) -> None:
        for name, content in zip(_names(cls), state, strict=True):
            object.__setattr__(self, name, content)

    return {
        "__setattr__": refuse,
        "__delattr__": refuse,
        "__getstate__": lambda self: [getattr(self, name) for name in _names(cls)],
        "__setstate__": restore,
    }


def _names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))
