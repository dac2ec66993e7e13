"""A Dask cluster gives the report of one machine, also when it loses workers on the way."""

import gzip
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from scale_helpers import NOW_NS, one_reader, told

from logscan.cli import main
from logscan.errors import LogscanError, UsageError
from logscan.intake.expansion import expand
from logscan.scale import Settings, Whole
from logscan.scale.cluster import scan_on_cluster

distributed = pytest.importorskip("distributed", reason="needs logscan[dask]")

KEY = "sk_live_" + "abcdefghijklmnopqrstuvwx"
SEGMENT_BYTES = 1 << 17


def log(seed, count=6_000):
    """A log with errors of one line and of many, unknown ones, secrets, and calm between."""
    made = []
    for n in range(count):
        at = f"2025-10-24T{12 + n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}Z"
        kind = (n * 7 + seed) % 40
        if kind == 0:
            text = (
                f"Error: connect ECONNREFUSED 10.0.0.{n % 9}:5432 key {KEY[:-2]}{n * n % 90 + 10}"
            )
        elif kind == 1:
            frame = f'  File "/app/main.py", line {n}, in <module>'
            text = f"Traceback (most recent call last):\n{at} {frame}\n{at} ValueError: bad {n}"
        elif kind == 2:
            text = f"ERROR nobody knows why request {n} broke with key {KEY[:-2]}{n * n % 80 + 10}"
        else:
            text = f"GET /api/orders/{n} 200 12.3 ms - 517 and nothing else to say about it"
        made.append(f"{at} {text}\n")
    return "".join(made).encode()


@pytest.fixture(scope="module")
def cluster():
    """A real cluster of two worker processes."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        host="127.0.0.1",
        silence_logs=50,
    ) as made:
        yield made


@pytest.fixture
def settings():
    """Settings whose segments are small enough for the logs of the tests."""
    return Settings.of({"now_ns": NOW_NS}, segment_bytes=SEGMENT_BYTES)


def on_cluster(cluster, settings, names, **more):
    """The report that the workers of a cluster make."""
    address = cluster.scheduler_address
    more = {"most_bytes": SEGMENT_BYTES, **more}
    return scan_on_cluster(settings, expand(names), scheduler=address, **more)


@pytest.fixture
def names(tmp_path):
    """Two plain logs, a packed one, and one that is not there."""
    (tmp_path / "a.log").write_bytes(log(1))
    (tmp_path / "b.log").write_bytes(log(2))
    (tmp_path / "c.log.gz").write_bytes(gzip.compress(log(3)))
    return [str(tmp_path / name) for name in ("a.log", "b.log", "c.log.gz", "none.log")]


def test_workers_give_the_report_of_one_reader(cluster, settings, names):
    """Ranges, whole files, secrets, line numbers and faults are those of one machine."""
    said = []
    report = on_cluster(cluster, settings, names, note=said.append)
    assert told(report) == told(one_reader(settings, expand(names)))
    assert not report.complete
    assert said[0].done == 0
    assert said[-1].done == said[-1].parts > 8


def test_a_killed_worker_changes_nothing(cluster, settings, names):
    """A worker dies in the middle of its work; its parts are done again elsewhere."""
    pids = [worker.pid for worker in cluster.workers.values()]
    killed = []

    def kill(progress):
        """Kill one worker after the first results, the next one a little later."""
        if progress.done in (3, 7):
            killed.append(pids[len(killed)])
            os.kill(killed[-1], signal.SIGKILL)

    report = on_cluster(cluster, settings, names, note=kill)
    assert len(killed) == 2
    assert told(report) == told(one_reader(settings, expand(names)))


def test_a_part_that_no_worker_survives_is_read_here(cluster, settings, names, monkeypatch):
    """Where the cluster has given up on a part, it is done by whoever asked for it."""
    monkeypatch.setattr("logscan.scale.tasks.found", deadly)
    with distributed.Client(cluster) as client:
        client.run_on_scheduler(allow, 0)
        report = on_cluster(cluster, settings, names[:1])
        client.run_on_scheduler(allow, 3)
    assert told(report) == told(one_reader(settings, expand(names[:1])))


def deadly(settings, part, version, digest):
    """Kill the worker that reads the second part."""
    from logscan.scale.reading import scan_part

    if 0 < part.start <= SEGMENT_BYTES:
        os.kill(os.getpid(), signal.SIGKILL)
    return scan_part(settings, part)


def allow(deaths, dask_scheduler):
    """Let a part take so many workers with it."""
    dask_scheduler.allowed_failures = deaths


def test_buckets_are_read_by_the_workers(bucket, settings, tmp_path):
    """Plain and packed objects of a bucket give the report of the local files."""
    names = []
    for number in range(5):
        data = log(number, 3_000)
        name = f"day/{number}.log" + (".gz" if number % 2 else "")
        data = gzip.compress(data) if number % 2 else data
        (tmp_path / "day").mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
        bucket(name, data)
        names.append(str(tmp_path / name))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=":0", host="127.0.0.1", silence_logs=50
    ) as made:  # it inherits the environment that leads to the server
        report = on_cluster(made, settings, ["s3://logs/day/*"])
    local = json.dumps(told(one_reader(settings, expand(names))))
    assert json.loads(local.replace(str(tmp_path), "s3://logs")) == json.loads(
        json.dumps(told(report))
    )
    assert len(report.sources) == 5


def test_only_redacted_state_travels(cluster, settings, names):
    """Neither what a worker found nor what comes back holds a secret of the log."""
    import pickle

    from logscan.scale import plan_parts, scan_part

    sizes = [len(log(1)), len(log(2))]
    for part in plan_parts(settings, expand(names[:2]), 2, sizes):
        packed = pickle.dumps(scan_part(settings, part))
        assert b"ECONNREFUSED" in packed
        assert KEY[8:20].encode() not in packed


def test_a_stop_gives_the_report_of_what_was_done(cluster, settings, names, monkeypatch):
    """What had its turn is in the report, which says where it was stopped."""
    turns = []

    def place(whole, portion):
        turns.append(portion)
        return placed(whole, portion)

    placed = Whole.place
    monkeypatch.setattr(Whole, "place", place)
    report = on_cluster(cluster, settings, names, stopped=lambda: len(turns) > 1)
    assert not report.complete
    assert "stopped at line" in report.faults[0].en
    whole = one_reader(settings, expand(names))
    assert 0 < report.stats.lines < whole.stats.lines


def test_strange_workers_are_refused(cluster, settings, names, tmp_path, monkeypatch):
    """Another version or another catalogue would give another report."""
    monkeypatch.setattr("logscan.scale.cluster.__version__", "9.9.9")
    with pytest.raises(LogscanError, match=r"a worker has logscan .*, here it is 9.9.9"):
        on_cluster(cluster, settings, names)
    monkeypatch.undo()
    mine = settings.scanner()
    mine.catalogue = replace(mine.catalogue, digest="sha256:other")
    with pytest.raises(LogscanError, match="another catalogue"):
        on_cluster(cluster, settings, names)


def test_a_scheduler_that_is_not_there_is_one_line(settings, names, monkeypatch):
    """The address is in the message."""
    monkeypatch.setattr("logscan.scale.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match=r"--scheduler tcp://127\.0\.0\.1:1"):
        scan_on_cluster(settings, expand(names), scheduler="tcp://127.0.0.1:1")


def test_the_command_line_starts_its_own_cluster(tmp_path):
    """``--engine dask`` gives the same document, and its workers end with it."""
    (tmp_path / "a.log").write_bytes(log(1))
    found = {}
    for engine in ("local", "dask"):
        command = [sys.executable, "-m", "logscan", "a.log", "--format", "json", "--engine", engine]
        command += ["--jobs", "1"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
        found[engine] = json.loads(done.stdout)
        found[engine]["stats"].pop("elapsed_seconds")
        said = done.stderr.decode().splitlines()
        assert all(line.startswith("logscan: ") for line in said)
    assert "1 worker" in said[0]
    assert found["dask"] == found["local"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--scheduler", "tcp://host:1", "a.log"], "it belongs to --engine dask"),
        (["--engine", "dask"], "standard input"),
        (["--engine", "dask", "-f", "a.log"], "--follow"),
        (["--engine", "dask", "--format", "jsonl", "a.log"], "events as they come"),
    ],
)
def test_what_a_cluster_cannot_do_is_refused(words, reason, capsys):
    """One line, before anything is read."""
    assert main(words) == 2
    assert reason in capsys.readouterr().err
