"""Every fault of a signature file is said with its place; a good file becomes a value."""

import string

import pytest
from catalogue_builders import GOOD, read
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.catalogue.faults import MAX_PROBLEMS_PER_FILE
from logscan.catalogue.signature_file import KEYS, REQUIRED, place_of
from logscan.catalogue.silences import COMMON
from logscan.model import Kind, Nature, Severity, Text, Within

# name: (text of the good file, what replaces it, place, start of the message)
CASES = {
    "unknown key": ("kind: error", "knid: error", "5:1", "unknown key 'knid' in a signature"),
    "unknown key far off": ("kind: error", "zzz: error", "5:1", "unknown key 'zzz'"),
    "key twice": ("kind: error", "severity: low", "5:1", "the key 'severity' is given twice"),
    "merge key": ("kind: error", "<<: {a: b}", "5:1", "a merge key (<<)"),
    "key that is a list": ("kind: error", "[a]: error", "5:1", "a key of a signature must be"),
    "id missing": ("id: sample\n", "", "1:1", "the key 'id' is missing"),
    "title missing": (GOOD.splitlines(keepends=True)[1], "", "1:1", "the key 'title' is missing"),
    "category missing": ("category: network\n", "", "1:1", "the key 'category' is missing"),
    "severity missing": ("severity: high\n", "", "1:1", "the key 'severity' is missing"),
    "anchors missing": ("anchors: [SAMPLE_CODE]\n", "", "1:1", "the key 'anchors' is missing"),
    "id is another name": ("id: sample", "id: simple", "1:5", "id 'simple' is not the name of"),
    "id with capitals": ("id: sample", "id: Sample", "1:5", "id 'Sample' has the wrong form"),
    "id with two dashes": ("id: sample", "id: a--b", "1:5", "id 'a--b' has the wrong form"),
    "id too long": ("id: sample", f"id: {'a' * 65}", "1:5", "id is longer than 64"),
    "id is a list": ("id: sample", "id: [sample]", "1:5", "id must be one string, not a list"),
    "title is a string": (
        "{en: Sample problem, ko: 예시 문제}",
        "Sample",
        "2:8",
        "title must be a mapping",
    ),
    "title without English": ("{en: Sample problem, ", "{", "2:8", "title has no English text"),
    "unknown language": (", ko: 예시", ", kr: 예시", "2:29", "unknown key 'kr' in title"),
    "title with placeholder": (
        "en: Sample problem",
        "en: 'To {host|x}'",
        "2:8",
        "title has a placeholder",
    ),
    "title too long": ("Sample problem", "S" * 121, "2:13", "title.en is longer than 120"),
    "title empty": ("en: Sample problem", "en: ''", "2:13", "title.en is empty"),
    "title null": ("en: Sample problem", "en: ~", "2:13", "title.en is empty"),
    "title of two lines": (
        "en: Sample problem",
        'en: "a\\nb"',
        "2:13",
        "title.en must be one line",
    ),
    "title with escape": (
        "en: Sample problem",
        'en: "a\\e[31m"',
        "2:13",
        "title.en holds the control character U+001B",
    ),
    "title turned round": (
        "en: Sample problem",
        'en: "a\\u202eb"',
        "2:13",
        "title.en holds the control character U+202E",
    ),
    "category of two words": (
        "category: network",
        "category: the network",
        "3:11",
        "category 'the network' has the wrong form",
    ),
    "severity misspelt": (
        "severity: high",
        "severity: hihg",
        "4:11",
        "severity 'hihg' is not one of info, low, medium, high, critical",
    ),
    "severity is empty": ("severity: high", "severity:", "4:10", "severity is empty"),
    "kind unknown": ("kind: error", "kind: errors", "5:7", "kind 'errors' is not one of"),
    "nature unknown": ("kind: error", "nature: rot", "5:9", "nature 'rot' is not one of"),
    "mark unknown": ("kind: error", "mark: exits", "5:7", "mark 'exits' is not one of"),
    "runtime with capital": (
        "kind: error",
        "runtimes: [Node]",
        "5:12",
        "an item of runtimes 'Node' has the wrong form",
    ),
    "runtimes is a word": ("kind: error", "runtimes: node", "5:11", "runtimes must be a list"),
    "anchors empty": ("[SAMPLE_CODE]", "[]", "6:10", "anchors must have at least 1"),
    "anchor too short": ("[SAMPLE_CODE]", "[SAMPLE_CODE, abc]", "6:24", "anchor 'abc' is shorter"),
    "anchor with quote": (
        "[SAMPLE_CODE]",
        "['a\"bcd']",
        "6:11",
        "anchor 'a\"bcd' holds '\"'",
    ),
    "anchor with backslash": ("[SAMPLE_CODE]", "['ab\\cd']", "6:11", "anchor 'ab\\cd' holds '\\'"),
    "anchor with arrow": ("[SAMPLE_CODE]", "['==> x']", "6:11", "anchor '==> x' holds '>'"),
    "anchor with ampersand": ("[SAMPLE_CODE]", "['a & b']", "6:11", "anchor 'a & b' holds '&'"),
    "anchor not ASCII": (
        "[SAMPLE_CODE]",
        "[연결 실패했다]",
        "6:11",
        "anchor '연결 실패했다' holds",
    ),
    "anchor twice": (
        "[SAMPLE_CODE]",
        "[SAMPLE_CODE, SAMPLE_CODE]",
        "6:24",
        "an item of anchors is given twice",
    ),
    "anchor is a mapping": (
        "[SAMPLE_CODE]",
        "[{a: b}]",
        "6:11",
        "an item of anchors must be one string, not a mapping",
    ),
    "anchor cut by comment": (
        "anchors: [SAMPLE_CODE]",
        "anchors:\n  - SAMPLE #5",
        "7:5",
        "an item of anchors is cut off at ' #'",
    ),
    "pattern unquoted": (
        "'SAMPLE_CODE (?<host>\\S+)'",
        "SAMPLE_CODE (?<host>\\S+)",
        "7:10",
        "pattern is not quoted",
    ),
    "pattern cut by comment": (
        "'SAMPLE_CODE (?<host>\\S+)'",
        "SAMPLE_CODE #5",
        "7:10",
        "pattern is not quoted",
    ),
    "pattern without end": ("\\S+)'", "\\S+'", "7:23", "pattern: a ( without its )"),
    "pattern with stray bracket": ("\\S+)'", "\\S+))'", "7:35", "pattern: a ) without its ("),
    "pattern in verbose mode": (
        "'SAMPLE_CODE (?",
        "'(?x)SAMPLE_CODE (?",
        "7:10",
        "pattern: a kind of group",
    ),
    "pattern with late flags": (
        "'SAMPLE_CODE (?<",
        "'SAMPLE_CODE(?i) (?<",
        "7:22",
        "pattern: flags in the middle",
    ),
    "pattern with fuzzy part": (
        "\\S+)'",
        "\\S+)(?:ab){e<=1}'",
        "7:41",
        "pattern: a bare {",
    ),
    "pattern with unknown escape": ("\\S+)'", "\\S+)\\K'", "7:35", "pattern: the escape \\K"),
    "pattern after quotes": ("\\S+)'", "\\S+)''x'' ('", "7:41", "pattern: a ( without its )"),
    "pattern repeated too often": (
        "\\S+)'",
        "\\S+)a{2000}'",
        "7:36",
        "pattern: a repeat of more than 1000",
    ),
    "pattern too long": (
        "'SAMPLE_CODE (?<host>\\S+)'",
        f"'(?<host>{'a' * 4000})'",
        "7:10",
        "pattern: longer than 4000",
    ),
    "unless is a word": ("['recovered']", "'recovered'", "8:9", "unless must be a list"),
    "unless unquoted": ("['recovered']", "[recovered]", "8:10", "an item of unless is not quoted"),
    "unless broken": ("['recovered']", "['[a']", "8:10", "an item of unless: a [ without its ]"),
    "common pattern unknown": (
        "['recovered']",
        "['recovered']\nunless_common: [worked-out, test-runs]",
        "9:29",
        "an item of unless_common 'test-runs' is not one of",
    ),
    "cause missing": (
        GOOD.splitlines(keepends=True)[8],
        "",
        "1:1",
        "the key 'cause' is missing (kind error needs it)",
    ),
    "cause without fallback": (
        "The {host|host} is",
        "The {host} is",
        "9:13",
        "cause.en: {host} has no fallback",
    ),
    "cause names no group": (
        "The {host|host} is",
        "The {hots|host} is",
        "9:13",
        "cause.en: {hots} names no group",
    ),
    "headline names no group": (
        "kind: error",
        "headline: {en: 'No {port}'}",
        "5:16",
        "headline.en: {port} names no group",
    ),
    "steps empty": (
        GOOD[GOOD.index("steps:") : GOOD.index("explains")],
        "steps: []\n",
        "10:8",
        "steps must have at least 1",
    ),
    "too many steps": (
        GOOD[GOOD.index("steps:") : GOOD.index("explains")],
        "steps:\n"
        + "".join(
            f"  - {{within: 5m, text: {{en: step {n}}}, source: https://a.org}}\n" for n in range(6)
        ),
        "11:3",
        "steps must have at most 5",
    ),
    "step without source": (
        "    source: 'runbook: advanced debugging 1'\n",
        "",
        "11:5",
        "an item of steps: the key 'source' is missing",
    ),
    "step with unknown key": (
        "    source: 'runbook: advanced debugging 1'",
        "    source: 'runbook: advanced debugging 1'\n    when: 5m",
        "14:5",
        "unknown key 'when' in an item of steps",
    ),
    "time box unknown": ("within: 5m", "within: 6m", "11:13", "within '6m' is not one of 2m"),
    "step text without fallback": (
        "'Start {host|it}.'",
        "'Start {host|}.'",
        "12:16",
        "text.en: {host} has no fallback",
    ),
    "source no section": (
        "advanced debugging 1",
        "advanced debuging 1",
        "13:13",
        "source 'runbook: advanced debuging 1' is no section",
    ),
    "source without https": (
        "'runbook: advanced debugging 1'",
        "http://a.org",
        "13:13",
        "source 'http://a.org' has the wrong form",
    ),
    "explains itself": ("[other]", "[sample]", "14:11", "explains names the signature itself"),
    "explains is no id": ("[other]", "[Other one]", "14:12", "an item of explains 'Other one'"),
    "burst gap without unit": (
        "burst_gap: 60s",
        "burst_gap: 60",
        "15:12",
        "burst_gap '60' has the wrong form",
    ),
    "burst gap of nothing": ("burst_gap: 60s", "burst_gap: 0s", "15:12", "burst_gap '0s' has"),
    "burst gap too long": ("burst_gap: 60s", "burst_gap: 25h", "15:12", "burst_gap is longer"),
    "examples empty": (
        "['SAMPLE_CODE a', 'SAMPLE_CODE b']",
        "[]",
        "16:11",
        "examples must have at least 1",
    ),
    "example twice": (
        "'SAMPLE_CODE b'",
        "'SAMPLE_CODE a'",
        "16:29",
        "an item of examples is given twice",
    ),
    "example cut by comment": (
        "examples: ['SAMPLE_CODE a', 'SAMPLE_CODE b']",
        "examples:\n  - SAMPLE_CODE #5",
        "17:5",
        "an item of examples is cut off at ' #'",
    ),
    "counterexample to be written": (
        "'SAMPLE is fine'",
        "TODO",
        "17:19",
        "an item of counterexamples is still to be written",
    ),
    "reference without https": (
        "https://example.com/x",
        "javascript:alert(1)",
        "18:14",
        "an item of references 'javascript:alert(1)' has the wrong form",
    ),
    "reference with blank": (
        "https://example.com/x",
        "https://example.com/x y",
        "18:14",
        "an item of references",
    ),
    "since is no version": ("since: 0.1.0", "since: soon", "19:8", "since 'soon' has the wrong"),
    "an anchor of YAML": ("kind: error", "kind: &k error", "5:7", "an anchor (&name)"),
    "a tag": ("kind: error", "kind: !!str error", "5:7", "a tag (!name)"),
    "an alias": ("kind: error", "kind: *k", "5:7", "an alias (*name)"),
    "a second document": ("since: 0.1.0", "since: 0.1.0\n---\nid: b", "20:1", "a second document"),
    "value with colon": (
        "category: network",
        "category: net: work",
        "3:14",
        "not valid YAML: mapping values",
    ),
    "escape in double quotes": (
        "'SAMPLE_CODE (?<host>\\S+)'",
        '"\\d"',
        "7:11",
        "not valid YAML: found unknown escape",
    ),
    "value with at sign": ("category: network", "category: @net", "3:11", "not valid YAML:"),
    "tab for indentation": ("  - within: 5m", "\t- within: 5m", "11:1", "not valid YAML:"),
    "open list": ("[other]", "[other", "15:10", "not valid YAML:"),
    "bell": ("Sample problem", "Sample\x07problem", "2:19", "a control character"),
    "NUL": ("Sample problem", "Sample\0problem", "2:19", "a NUL byte"),
    "odd line break": ("Sample problem", "Sample\u2028problem", "2:19", "the line break character"),
}


@pytest.mark.parametrize(("old", "new", "place", "message"), CASES.values(), ids=CASES)
def test_a_fault_is_said_with_its_place(old, new, place, message):
    """One fault gives one problem, at its line and column, and no signature."""
    assert old in GOOD
    reading = read(GOOD.replace(old, new, 1))
    problems = reading.problems
    assert str(problems[0]).startswith(f"sample.yaml:{place}: {message}")
    assert len(problems) == 1
    assert reading.signature is None


def test_the_table_of_faults_is_long():
    """At least sixty ways to write a bad file are known."""
    assert len(CASES) >= 60


WHOLE_FILES = {
    "empty": ("", "1:1: the file is empty"),
    "only a comment": ("# nothing\n", "1:1: the file is empty"),
    "a list": ("- a\n", "1:1: a signature must be a mapping"),
    "a string": ("word\n", "1:1: a signature must be a mapping"),
    "too large": ("# " + "x" * 1024 * 1024, "1:1: the file is larger than"),
    "deep": ("[" * 51 + "]" * 51, "1:51: nested deeper than 50 levels"),
    "too many values": ("- a\n" * 200_001, "199998:3: more than 200000 values"),
    "not closed": ("id: 'a\n", "2:1: not valid YAML: found unexpected end of stream"),
}


@pytest.mark.parametrize(("text", "message"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_is_no_signature(text, message):
    """A file of quite another shape is one problem, too."""
    problems = read(text).problems
    assert str(problems[0]).startswith(f"sample.yaml:{message}")


@pytest.mark.parametrize("levels", [1_000, 20_000, 50_000, 500_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(levels, opening):
    """Nesting that would overflow a loader's stack ends at level 50, soon."""
    text = (opening * levels)[: 1024 * 1024]
    problems = read(text).problems
    assert [p.message for p in problems] == ["nested deeper than 50 levels"]


def test_bytes_that_are_no_text_have_a_place():
    """A byte that is not UTF-8 is reported at its line and column."""
    from logscan.catalogue.signature_file import read_signature

    reading = read_signature(b"id: sample\nti\xfftle: x", path="sample.yaml")
    assert str(reading.problems[0]).startswith("sample.yaml:2:3: not valid UTF-8")


def test_all_faults_are_said_at_once():
    """Faults of different kinds in one file are all reported, in the order of the file."""
    text = (
        GOOD.replace("severity: high", "severity: hihg")
        .replace("[SAMPLE_CODE]", "[abc]")
        .replace("within: 5m", "within: 6m")
        .replace("since: 0.1.0", "sinze: 0.1.0")
    )
    assert [(p.line, p.column) for p in read(text).problems] == [
        (4, 11),
        (6, 11),
        (11, 13),
        (19, 1),
    ]


def test_a_flood_of_faults_is_cut_and_counted():
    """A file with more faults than anyone reads says how many are not shown."""
    text = GOOD + "".join(f"key{n}: x\n" for n in range(MAX_PROBLEMS_PER_FILE + 20))
    problems = read(text).problems
    assert len(problems) == MAX_PROBLEMS_PER_FILE + 1
    assert problems[-1].message == "20 more problems in this file are not shown"


def test_a_hint_names_the_nearest_word():
    """A misspelt word comes with the word that was probably meant."""
    assert read(GOOD.replace("hihg", "")).problems == ()
    problems = read(GOOD.replace("severity: high", "severity: hihg")).problems
    assert problems[0].hint == "did you mean 'high'?"
    problems = read(GOOD.replace("pattern:", "patern:")).problems
    assert "did you mean 'pattern'?" in {p.hint for p in problems}


def test_a_broken_pattern_does_not_blame_the_placeholders():
    """While the pattern cannot be read, nobody knows its groups: no fault is made up."""
    problems = read(GOOD.replace("(?<host>", "(?<host>(")).problems
    assert [p.message for p in problems] == ["pattern: a ( without its )"]


def test_a_good_file_becomes_a_signature():
    """Each field arrives in its type."""
    found = read(GOOD).signature
    assert found is not None
    assert found.id == "sample"
    assert found.title == Text(en="Sample problem", ko="예시 문제")
    assert (found.severity, found.kind, found.nature) == (Severity.HIGH, Kind.ERROR, Nature.ROOT)
    assert found.anchors == ("SAMPLE_CODE",)
    assert found.burst_gap_ns == 60_000_000_000
    assert found.steps[0].within is Within.SOON
    assert found.path == "sample.yaml"


@pytest.mark.parametrize(
    ("text", "expected_ns"),
    [("500ms", 500_000_000), ("5m", 300_000_000_000), ("24h", 86_400_000_000_000)],
)
def test_gaps_have_units(text, expected_ns):
    """A gap is a number with a unit, from milliseconds to hours."""
    found = read(GOOD.replace("burst_gap: 60s", f"burst_gap: {text}\nevent_gap: {text}")).signature
    assert found is not None
    assert (found.burst_gap_ns, found.event_gap_ns) == (expected_ns, expected_ns)


def test_common_silences_stand_behind_the_files_own():
    """A name is the pattern that it stands for; own patterns keep their places."""
    named = GOOD.replace("['recovered']", "['recovered']\nunless_common: [test-run, worked-out]")
    signature = read(named).signature
    assert signature.unless == ("recovered", COMMON["test-run"], COMMON["worked-out"])


@pytest.mark.parametrize("word", ["no", "on", "1.10", "010", "12:30:45", "0x1F", "yes"])
def test_scalars_stay_strings(word):
    """What YAML 1.1 takes for a boolean or a number stays the word that was written."""
    found = read(GOOD.replace("en: Sample problem", f"en: {word}")).signature
    assert found is not None
    assert found.title.en == word


def test_a_mark_needs_neither_cause_nor_steps():
    """Only errors must say what to do."""
    text = GOOD.replace("kind: error", "kind: lifecycle")
    start, end = text.index("cause:"), text.index("explains:")
    assert read(text[:start] + text[end:]).problems == ()


@pytest.mark.parametrize("style", ["|-", "|", ">-", ">"])
def test_block_style_counts_as_quoted(style):
    """A pattern in a block keeps everything but the line break at its end."""
    text = GOOD.replace("pattern: '", f"pattern: {style}\n  ").replace("\\S+)'", "\\S+) #5")
    found = read(text).signature
    assert found is not None
    assert found.pattern == "SAMPLE_CODE (?<host>\\S+) #5"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_other_systems(ending):
    """A file from Windows or an old Mac reads the same, places included."""
    text = GOOD.replace("\n", ending)
    assert read(text).problems == ()
    broken = read(text.replace("since: 0.1.0", "since: x"))
    assert (broken.problems[0].line, broken.problems[0].column) == (19, 8)


def test_a_byte_order_mark_is_no_fault():
    """Editors that write a byte order mark do no harm."""
    assert read("\ufeff" + GOOD).problems == ()


@pytest.mark.parametrize("text", ["Set ${PORT} and %{http_code}", "{ not: one }", "{}", "{1}"])
def test_braces_that_are_no_placeholders(text):
    """Braces of shells, curl and prose are plain text."""
    assert read(GOOD.replace("'Start {host|it}.'", f"'{text}'")).problems == ()


def test_required_keys_are_known_keys():
    """The two lists of keys agree."""
    assert set(REQUIRED) <= set(KEYS)


def test_places_of_values():
    """A place is that of the value, or of the nearest value above it."""
    root = read(GOOD).root
    assert place_of(root, "examples", 1) == (16, 29)
    assert place_of(root, "pattern", index=3) == (7, 14)
    assert place_of(root, "steps", 0, "text", "en") == (12, 16)
    assert place_of(root, "steps", 7) == (11, 3)
    assert place_of(root, "nothing") == (1, 1)
    assert place_of(None, "id") == (1, 1)


_YAML_BITS = st.sampled_from(
    [*"[]{}:,-?&*!|>'\"%@`#\n \t", "id: ", "pattern: ", "'", "- ", "&a ", "*a", "---\n", "<<: "]
)


@given(st.binary(max_size=400))
@settings(max_examples=150)
def test_random_bytes_never_raise(content):
    """Whatever the bytes are, the answer is a signature or problems."""
    from logscan.catalogue.signature_file import read_signature

    reading = read_signature(content, path="x.yaml")
    assert (reading.signature is None) == bool(reading.problems)


@given(st.lists(st.one_of(_YAML_BITS, st.text(string.printable, max_size=5)), max_size=60))
@settings(max_examples=200)
def test_random_yaml_never_raises(parts):
    """Text made of YAML's own signs never raises either, and is never a signature."""
    reading = read("".join(parts))
    assert reading.signature is None
    assert reading.problems


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.text(max_size=6))
@settings(max_examples=200)
def test_a_damaged_file_never_raises(start, length, patch):
    """A good file with a part replaced is a signature or a list of problems inside it."""
    text = GOOD[:start] + patch + GOOD[start + length :]
    reading = read(text)
    assert (reading.signature is None) == bool(reading.problems)
    lines = text.count("\n") + text.count("\r") + 2
    assert all(1 <= p.line <= lines and p.column >= 1 for p in reading.problems)
