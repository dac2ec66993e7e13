"""A stream is redacted the same way however it is cut."""

import random
import tracemalloc

import benign_lines
import pytest
import redaction_corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.redaction import RedactingStream, Redactor
from logscan.redaction.kinds import SecretKind
from logscan.redaction.stream import WINDOW_BYTES

RNG = random.Random(8)
KEY = redaction_corpus.pem(RNG)
BEGIN, END = KEY[0], KEY[-1]


def stream(data: bytes, *sizes: int) -> bytes:
    """Return *data* redacted, in chunks of the given sizes in turn."""
    redacting, done, place, turn = RedactingStream(Redactor()), [], 0, 0
    while place < len(data):
        size = sizes[turn % len(sizes)] if sizes else len(data)
        done.append(redacting.feed(data[place : place + size]))
        place, turn = place + size, turn + 1
    return b"".join((*done, redacting.close()))


def log() -> bytes:
    """Return a log with keys, escapes, long lines, odd bytes and mixed line ends."""
    rng = random.Random(4)
    lines = [line.text for line in redaction_corpus.planted(6, repeats=1)][::60]
    lines += list(benign_lines.benign(4, 150))
    rng.shuffle(lines)
    stamped = [f"2025-10-24T12:00:{i:02}.123Z {line}" for i, line in enumerate(KEY)]
    escaped = '{"key":"' + "\\n".join(redaction_corpus.pem(rng)) + '"}'
    lines[20:20] = [*stamped, "between", *redaction_corpus.pem(rng), escaped]
    lines.insert(90, f"Error: a key must start with {BEGIN}")
    lines.insert(120, "x" * WINDOW_BYTES + " password=hunter2hunter " + "y" * WINDOW_BYTES)
    return "\n".join(lines).encode() + b"\r\nold\xff\xfe\xc3 password=hunter2hunter\rlast"


LOG = log()
WHOLE = stream(LOG)


@pytest.mark.parametrize("size", [1, 2, 7, 63, 64, 1_000, 65_535, 65_536, 65_537])
def test_chunks_do_not_matter(size):
    """The output is the same for every size of chunk."""
    assert stream(LOG, size) == WHOLE


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=20))
def test_no_cut_matters(sizes):
    """The output is the same wherever the chunks end."""
    assert stream(LOG, *sizes) == WHOLE


@pytest.mark.fault(27)
@pytest.mark.parametrize(
    "line", [line.text for line in redaction_corpus.planted(7, repeats=1)][::400]
)
def test_every_place_of_a_cut(line):
    """A secret cut in two by a chunk's border is found at every place of the cut."""
    data = f"before\n{line}\nafter".encode()
    whole = stream(data)
    assert all(
        stream(data[:cut]) is not None and stream(data, cut) == whole for cut in range(1, len(data))
    )


def test_no_secret_and_no_line_is_lost():
    """Line ends, odd bytes and benign lines pass; secrets do not; a second pass changes nothing."""
    assert WHOLE.count(b"\n") == LOG.count(b"\n")
    assert b"\xff\xfe\xc3" in WHOLE
    assert b"hunter2" not in WHOLE
    assert stream(WHOLE) == WHOLE


def test_lines_are_redacted_like_texts():
    """What goes through the stream line by line equals what the redactor makes of each line."""
    lines = list(benign_lines.benign(5, 200))
    lines += [line.text for line in redaction_corpus.planted(9, repeats=1)][::70]
    lines = [line for line in lines if "\n" not in line]
    redactor = Redactor()
    expected = "".join(redactor.redact(line + "\n") for line in lines)
    assert stream("\n".join(lines).encode() + b"\n") == expected.encode()


def test_a_key_with_a_time_before_each_line():
    """The times stay, the key goes, and all of its lines have the same number."""
    lines = [f"2025-10-24T12:00:{i:02}.5Z {line}" for i, line in enumerate(KEY)]
    out = stream("\n".join(["start", *lines, "listening on 10000"]).encode()).decode().split("\n")
    assert out[0] == "start"
    assert out[-1] == "listening on 10000"
    assert out[1:-1] == [
        f"2025-10-24T12:00:{i:02}.5Z [redacted:private-key#1]" for i in range(len(lines))
    ]


def test_a_key_without_an_end():
    """A key that never ends is redacted to the end of the input."""
    out = stream("\n".join([*KEY[:5], "and what follows", "too"]).encode()).decode()
    assert out == "\n".join(["[redacted:private-key#1]"] * 7)


def test_a_key_that_is_only_quoted():
    """A marker in an error message does not swallow the log."""
    text = f"Error: must start with {BEGIN}\n" + "at line 1\n" * 20
    assert stream(text.encode(), 11) == text.encode()


def test_a_very_long_key_is_not_held():
    """After what may be held of a key, the rest is redacted line by line up to its end."""
    body = [KEY[1]] * 3_000
    out = stream("\n".join([BEGIN, *body, END, "after"]).encode(), 4_096).decode().split("\n")
    assert len(out) == 3_003
    assert out[-1] == "after"
    assert set(out[:-1]) == {"[redacted:private-key#1]"}


def test_a_long_line_inside_a_long_key():
    """A line longer than a window inside a key gives nothing away."""
    body = "\n".join([KEY[1]] * 1_200 + [KEY[1] * 3_000, END + " tail", "after"])
    out = stream(f"{BEGIN}\n{body}".encode(), 10_000)
    assert KEY[1][:20].encode() not in out
    assert out.endswith(b" tail\nafter")


@pytest.mark.parametrize("place", [WINDOW_BYTES * 3 // 4 + shift for shift in (-9, -8, -4, 0, 4)])
def test_a_secret_at_a_window_border(place):
    """On a long line a secret at the border of two windows is found whole."""
    secret = "rnd_" + "aB3" * 10
    data = b"x" * (place - 8) + f" token {secret} tail".encode() + b"y" * WINDOW_BYTES + b"\nnext"
    out = stream(data, 9_000)
    assert secret[:12].encode() not in out
    assert secret[-12:].encode() not in out
    assert out.endswith(b"y\nnext")


def test_a_secret_longer_than_a_window():
    """A value of a megabyte goes, up to the next blank; what follows stays."""
    out = stream(b"a password=" + b"q7" * 500_000 + b" tail\nnext", 60_000)
    assert out == b"a password=[redacted:password#1] tail\nnext"


def test_memory_is_bounded():
    """A line of 8 MiB is redacted in a few windows' worth of memory, and counted."""
    redacting, chunk = RedactingStream(Redactor()), b"word " * 13_000
    redacting.feed(chunk)
    tracemalloc.start()
    for _ in range(128):
        redacting.feed(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000
    assert redacting.lines_cut == 1


def test_utf_16_becomes_utf_8():
    """The output of PowerShell's ``>`` is read as what it is."""
    for encoding in ("utf-16-le", "utf-16-be"):
        data = "\ufeffok ✅\nPASSWORD=hunter2x\n".encode(encoding)
        assert stream(data, 1) == "ok ✅\nPASSWORD=[redacted:password#1]\n".encode()


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff", b"\xff\xfe", b"a", b"\r\n\r\n"])
def test_small_inputs(data):
    """Nothing, or next to nothing, passes."""
    assert stream(data) in {data, b""}


def by_line(data: bytes, redactor: Redactor) -> bytes:
    """Return *data* redacted by the slow twin: each line alone, none known beforehand."""
    redacting = RedactingStream(redactor)
    lines = data.split(b"\n")
    done = [redacting.feed(line + b"\n") for line in lines[:-1]]
    return b"".join((*done, redacting.feed(lines[-1]), redacting.close()))


MANY = [line.text for line in redaction_corpus.planted(10, repeats=1)][::5] + list(
    benign_lines.benign(10, 300)
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(MANY), min_size=30, max_size=80), st.booleans())
def test_a_block_of_lines_is_redacted_like_each_line(lines, personal):
    """Passing over the lines that call for no rule changes nothing, whatever stands around them."""
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    whole = RedactingStream(Redactor(personal=personal))
    assert whole.feed(data) + whole.close() == by_line(data, Redactor(personal=personal))


def test_a_block_with_kinds_of_ones_own():
    """A kind without hints is asked about each line of a block, too."""
    kind = SecretKind(name="shop-key", pattern="shop-[0-9]{4}")
    redacting = RedactingStream(Redactor(extra=[kind]))
    out = redacting.feed(b"a line of no use\n" * 200 + b"order shop-1234\n") + redacting.close()
    assert out.endswith(b"no use\norder [redacted:shop-key#1]\n")


def test_most_of_a_block_is_passed_over():
    """Of healthy lines, also of those with the escapes that JSON has everywhere, few are read."""
    lines = [f'    "message": "GET \\"/cart/{i}\\" ==\\u003e 200",' for i in range(500)]
    block = "\n".join([*lines, "password=hunter2x", ""]).encode()
    assert [block[start:][:9] for start in Redactor().suspects(block)] == [b"password="]


@pytest.mark.parametrize("size", [1, 3_000])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("- name: DB_PASSWORD", '  value: "{}"'),
        ("  - key: STRIPE_SECRET_KEY\r", "    value: {}\r"),
        ('  "name": "api_token",', '  "value": "{}"'),
        ("2025-10-24T12:00:00Z - name: DB_PASSWORD", "2025-10-24T12:00:01Z   value: {}"),
    ],
)
def test_a_name_and_its_value_on_two_lines(name, value, size):
    """A manifest's ``name:`` and ``value:`` belong together, wherever the stream is cut."""
    filling = "a line of no use\n" * 100
    lines = f"{filling}{name}\n{value}\n- name: REGION\n  value: hunter2fra\n"
    out = stream(lines.format("hunter2x9q").encode(), size).decode()
    assert "hunter2x9q" not in out
    assert out.startswith(f"{filling}{name}\n{value.partition('{')[0]}[redacted:")
    assert out.endswith("\n- name: REGION\n  value: hunter2fra\n")
