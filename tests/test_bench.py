"""The benchmark publishes what it measured; how fast anything is no test says."""

import json
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BENCH = ROOT / "bench"


@pytest.fixture(autouse=True)
def _beside(monkeypatch):
    """Let the modules of the bench find each other, as its scripts do."""
    monkeypatch.syspath_prepend(str(BENCH))
    known = set(sys.modules)
    yield
    for name in {*sys.modules} - known:  # some have names that tests elsewhere have, too
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCH)):
            del sys.modules[name]


@pytest.fixture
def results():
    """Return the results of the last published run."""
    import publish

    return publish.stored()


def test_the_documents_say_what_was_measured(results):
    """Their tables are those that ``bench/publish.py`` makes of the stored results."""
    import publish

    for path, block in (
        (publish.README, publish.block(results)),
        (publish.DETAILS, publish.details(results)),
    ):
        text = path.read_text(encoding="utf-8")
        assert block in text
        assert publish.with_block(text, block) == text


def test_the_pictures_show_what_was_measured(results):
    """Each stored curve is drawn, and nothing else; every picture is well-formed."""
    import publish

    drawn = publish.pictures(results)
    assert {path.name for path in publish.CURVES.iterdir()} == set(drawn)
    for name, picture in drawn.items():
        assert (publish.CURVES / name).read_text(encoding="utf-8") == picture
        ET.fromstring(picture)


def test_another_figure_is_another_readme(results):
    """The table follows the results, and a README without its markers is refused."""
    import publish

    other = json.loads(json.dumps(results))
    other["comparison"][0]["programs"]["logscan"]["seconds"] *= 2
    assert publish.block(other) != publish.block(results)
    with pytest.raises(ValueError, match="lacks"):
        publish.with_block("nothing", publish.block(results))


def test_a_busy_machine_is_told(results):
    """Figures that were measured beside other work say so; those of a quiet machine do not."""
    import publish

    assert "busy" not in publish.block({**results, "load": 0.2})
    assert "busy" in publish.block({**results, "load": 3.0})


def programs(**seconds):
    """Return the results of one comparison: the dense text log."""
    found = {name.replace("_", " -"): {"seconds": value} for name, value in seconds.items()}
    return {"comparison": [{"kind": "dense", "form": "text", "programs": found}]}


@pytest.mark.parametrize(("seconds", "word"), [(2.9, "met"), (3.1, "**missed**")])
def test_a_mark_is_met_or_missed(seconds, word):
    """What is at most its bound is met; what was not measured says so."""
    import marks

    rows = [mark.told(programs(logscan=seconds, ugrep_c=2.0)) for mark in marks.MARKS]
    by_name = {name: (figure, said) for name, _, figure, said in rows}
    assert by_name["dense text / `ugrep -c`"] == (f"{seconds / 2:.2f}", word)
    assert by_name["sparse text / `rg -c`"] == ("", "not measured")
    assert by_name["two jobs, dense log"] == ("", "not measured")


def test_marks_of_jobs_are_read_from_the_run_on_all_cores():
    """They name the program that ends with the number of cores; more jobs must gain enough."""
    import marks

    found = programs(logscan=4.0, ugrep_c=2.0)
    found["comparison"][0]["programs"]["logscan --jobs 2"] = {"seconds": 1.0}
    found["curves"] = {"jobs": {"series": {"dense log": [[1, 1.0], [2, 1.8]]}}}
    said = {row[0]: row[2:] for row in (mark.told(found) for mark in marks.MARKS)}
    assert said["dense text, all cores / `ugrep -c`"] == ("0.50", "met")
    assert said["two jobs, dense log"] == ("1.80", "met")


def test_an_axis_keeps_the_order_of_values():
    """Straight or logarithmic, with a zero or without: greater values stand further on."""
    from charts import Axis

    for values in ([1, 2, 5], [0, 0.1, 1, 100], [3, 1000], [7]):
        places = [Axis(values, 0, 100).place(value) for value in values]
        assert places == sorted(places)
        assert all(0 <= place <= 100 for place in places)
        assert Axis(values, 0, 100).ticks()


def test_names_beside_a_chart_do_not_cover_one_another():
    """Lines that end at one height have their names below each other."""
    from charts import spread

    heights = sorted(spread({"a": 10.0, "b": 11.0, "c": 300.0}).values())
    assert all(low + 15 <= high for low, high in pairwise(heights))


def test_counts_that_cannot_be_are_problems():
    """Grep tools that differ, jobs that differ, lines that got lost."""
    import comparison

    assert comparison.disagreements({"rg -c": 5, "ugrep -c": 5, "wc -l": 9}) == []
    assert comparison.disagreements({"rg -c": 5, "ugrep -c": 6})
    assert comparison.disagreements({"logscan, events": 5, "logscan --jobs 2, events": 6})
    assert comparison.disagreements({"wc -l": 9, "logscan, lines": 8})
