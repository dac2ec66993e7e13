"""The sketches in ``docs/scale.md`` call what is there, and give the report of one reader."""

import pickle
import re
from functools import reduce
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from scale_helpers import in_memory, one_reader, run_settings, told

from logscan.analysis import Timeline
from logscan.intake.sources import Source
from logscan.report import render
from logscan.scale import Part, Whole, plan_parts, scan_part, tasks

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
SPARK, KAFKA, FLINK = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
LINES = [
    b"2025-10-24T12:00:%02dZ Error: connect ECONNREFUSED 10.0.0.%d:5432 password=sword%dfish"
    % (n % 60, n % 7, n % 5)
    for n in range(400)
]
NAMES = {
    "Part": Part, "Source": Source, "Timeline": Timeline, "Whole": Whole, "pickle": pickle,
    "plan_parts": plan_parts, "render": render, "scan_part": scan_part, "tasks": tasks,
}  # fmt: skip


class Rdd:
    """A list with the methods of Spark's distributed one; what it holds is pickled on the way."""

    def __init__(self, items):
        self.items = pickle.loads(pickle.dumps(list(items)))

    def persist(self, _level):
        """Keep nothing."""
        return self

    def collect(self):
        """Return all."""
        return self.items

    def map(self, function):
        """Call it with each."""
        return Rdd(map(function, self.items))

    def mapPartitions(self, function):  # noqa: N802 - Spark's name
        """Call it with partitions of one."""
        return Rdd(found for item in self.items for found in function([item]))

    def mapValues(self, function):  # noqa: N802 - Spark's name
        """Call it with the second of each pair."""
        return Rdd((key, function(value)) for key, value in self.items)

    def filter(self, function):
        """Leave some out."""
        return Rdd(filter(function, self.items))

    def treeAggregate(self, zero, add, merge):  # noqa: N802 - Spark's name
        """Fold two halves, then both."""
        halves = [
            reduce(add, self.items[start::2], pickle.loads(pickle.dumps(zero))) for start in (0, 1)
        ]
        return merge(*halves)


class TopicPartition(NamedTuple):
    """Kafka's name of a partition."""

    topic: str
    partition: int


@pytest.fixture
def settings():
    """Settings of one run."""
    return run_settings()


def test_the_sketch_for_spark(settings):
    """Portions are scanned, placed and merged as a cluster does it."""
    sources = [in_memory(b"\n".join(LINES[n::3]) + b"\n", 4096, f"{n}.log") for n in range(3)]
    spark = SimpleNamespace(defaultParallelism=2, parallelize=lambda items, _count: Rdd(items))
    names = NAMES | {
        "sc": spark, "settings": settings, "sources": sources,
        "StorageLevel": SimpleNamespace(MEMORY_AND_DISK=1),
        "plan_parts": lambda settings, sources, workers: [Part(sources=(one,)) for one in sources],
    }  # fmt: skip
    exec(SPARK, names)
    assert told(names["report"]) == told(one_reader(settings, sources))


def test_the_sketch_for_kafka(settings):
    """Each batch becomes a portion; all of them together hold every event."""
    sent = []
    partition = TopicPartition("logs", 3)

    def poll(timeout_ms, max_records):
        start = 100 * len(sent)
        if start == len(LINES):
            raise StopIteration
        rows = enumerate(LINES[start : start + 100], start)
        return {partition: [SimpleNamespace(offset=n, value=line) for n, line in rows]}

    names = NAMES | {
        "settings": settings,
        "consumer": SimpleNamespace(poll=poll, commit=lambda: None),
        "producer": SimpleNamespace(send=lambda _, value: sent.append(value), flush=lambda: None),
    }
    with pytest.raises(StopIteration):
        exec(KAFKA, names)
    whole = Whole(settings)
    for value in sent:
        whole.absorb(pickle.loads(value))
    report = whole.report()
    assert report.stats.events == len(LINES)
    assert report.sources[1].name == "logs/3@100"


def test_the_sketch_for_flink(settings):
    """The two functions make portions of windows, and a report of portions."""
    *functions, _ = FLINK.split("\n\n\n")
    names = NAMES | {
        "settings": settings, "ProcessWindowFunction": object, "ProcessAllWindowFunction": object
    }  # fmt: skip
    for function in functions:
        exec(function, names)
    windows = [[("web-1", line) for line in LINES[start : start + 100]] for start in (0, 100, 200)]
    packed = [
        one for window in windows for one in names["ScanMinute"]().process("web-1", None, window)
    ]
    (document,) = names["ReportHour"]().process(None, packed)
    assert '"events": 300' in document


def test_tasks_leave_what_they_are_given(settings):
    """A cluster may do any of them again with the same values."""
    first, second = (
        scan_part(settings, Part(sources=(in_memory(b"\n".join(LINES[n::2]), 4096, f"{n}.log"),)))
        for n in (0, 1)
    )
    whole = Whole(settings)
    moves = [whole.place(tasks.counted(settings, portion)) for portion in (first, second)]
    before = pickle.dumps((first, second))
    settled = [
        tasks.settled(settings, portion, moved)
        for portion, moved in zip((first, second), moves, strict=True)
    ]
    assert pickle.dumps((first, second)) == before
    kept = pickle.dumps(settled)
    tasks.merged(settings, *settled)
    assert pickle.dumps(settled) == kept
