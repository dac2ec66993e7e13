"""The dataclasses whose methods are written late behave as the standard ones."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan import values


@values.dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A value of ours."""

    one: int
    two: str = "two"
    three: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """The same, by the standard decorator: the oracle."""

    one: int
    two: str = "two"
    three: list[int] = dataclasses.field(default_factory=list)


@values.dataclass(frozen=True, slots=True)
class Pair:
    """A value whose fields may be given by their place."""

    left: int
    right: int = 0


@values.dataclass(slots=True)
class Count:
    """A value that changes."""

    times: int = 0
    double: int = dataclasses.field(init=False)

    def __post_init__(self):
        """Fill in what is not given."""
        self.double = 2 * self.times


@values.dataclass(slots=True, eq=False)
class Thing:
    """Something that is equal to itself only."""

    name: str


GIVEN = st.fixed_dictionaries(
    {"one": st.integers(0, 2)},
    optional={"two": st.sampled_from(["two", "2"]), "three": st.lists(st.integers(0, 1))},
)


@given(GIVEN, GIVEN)
def test_values_behave_as_those_of_the_standard_library(these, those):
    """Contents, comparison, text, copies and replacement agree with the oracle's."""
    late, early = Late(**these), Early(**these)
    assert dataclasses.asdict(late) == dataclasses.asdict(early)
    assert (late == Late(**those)) is (early == Early(**those))
    assert repr(late) == repr(early).replace("Early", "Late")
    for twin in (copy.copy(late), copy.deepcopy(late), pickle.loads(pickle.dumps(late))):
        assert twin == late
    replaced = dataclasses.replace(late, one=9)
    assert dataclasses.asdict(replaced) == dataclasses.asdict(dataclasses.replace(early, one=9))


@pytest.mark.parametrize("wrong", [{}, {"one": 1, "four": 4}])
@pytest.mark.parametrize("kind", [Late, Early])
def test_what_is_missing_or_unknown_is_a_type_error(kind, wrong):
    """A field without a default must be given, and no other name may."""
    with pytest.raises(TypeError, match=r"one|four"):
        kind(**wrong)


@pytest.mark.parametrize("kind", [Late, Early])
def test_a_frozen_value_stays_as_it_is(kind):
    """Neither a field nor anything else can be set or deleted."""
    value = kind(one=1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="one"):
        value.one = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="one"):
        del value.one
    assert value.one == 1
    assert not hasattr(value, "__dict__")


def test_equal_values_are_one_key():
    """Two values with the same fields find each other in a dict; other kinds are never equal."""
    assert {Pair(1, 2): "found"}[Pair(left=1, right=2)] == "found"
    assert len({Pair(1), Pair(2), Pair(1)}) == 2
    assert Pair(1) != (1, 0)
    with pytest.raises(TypeError):
        hash(Count())


def test_fields_may_be_given_by_place_unless_they_are_keywords_only():
    """``kw_only`` refuses places, and a ``match`` statement takes them where they are allowed."""
    with pytest.raises(TypeError):
        Late(1)
    match Pair(3):
        case Pair(left, right):
            assert (left, right) == (3, 0)


def test_a_mutable_value_changes_and_fills_itself_in():
    """What is not frozen can be set; ``__post_init__`` runs; defaults made are not shared."""
    count = Count(3)
    count.times = 4
    assert (count.times, count.double) == (4, 6)
    assert Late(one=1).three is not Late(one=1).three


def test_without_eq_a_thing_is_equal_to_itself_only():
    """``eq=False`` keeps identity, and such a thing is a key."""
    thing = Thing("a")
    assert thing == thing  # noqa: PLR0124 - it is what is tested
    assert thing != Thing("a")
    assert hash(thing) == hash(thing)


def test_a_subclass_uses_the_methods_of_its_base():
    """The report of the library adds a method to the plain one, and is still a value."""

    class More(Pair):
        __slots__ = ()

    assert More(1) == More(1, 0)
    assert More(1) != Pair(1)
    assert dataclasses.replace(More(1), right=5).right == 5


def test_after_the_first_value_the_signature_is_that_of_the_fields():
    """The method that is written late is the one that the standard library would have written."""
    Late(one=1)
    names = list(inspect.signature(Late.__init__).parameters)
    assert names == list(inspect.signature(Early.__init__).parameters)


def test_a_class_costs_no_compilation():
    """Importing the model compiles no method: that is what the late writing is for."""
    code = (
        "import dataclasses, builtins\n"
        "import logscan.values\n"
        "calls, real = [], builtins.exec\n"
        "builtins.exec = lambda source, *rest: (calls.append(source), real(source, *rest))[1]\n"
        "import logscan.model\n"
        "print(sum(isinstance(source, str) for source in calls))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
