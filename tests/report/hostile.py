"""Log text that tries to become something else, in every field that a log can fill."""

from dataclasses import replace

from report_builders import (
    STEPS,
    attempt,
    cause,
    crash_loop,
    entry,
    event,
    evidence,
    finding,
    signature,
    step,
    tick,
    tracking,
)

from logscan.model import Answer, SeenOf, Text, Unexplained

TERMINAL = [
    "\x1b[2J\x1b[H\x1b[31mcleared",
    "\x1b]0;owned\x07",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x9b2J\x9d0;owned\x9c",
    "no end \x1b]0;title",
    "over\rwritten\x08\x08\x07\x00\x7f",
    "\u202etxt.exe\u2066 \u200b\u2060\ufeff\u061c \u2028\u2029 \U000e0041\U000e007f",
    "\ud800 half \udfff",
]
MARKUP = [
    "[/nope]",
    "[bold red]x[/]",
    "GET /[id]/x",
    "[link=https://evil.example]x[/link]",
    ":smile:",
]
HTML = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "<!-- --> ]]> <![CDATA[",
    "javascript:alert(1)",
    "&lt;b&gt; &#60; &amp;",
    "</details></summary></table>",
    "<svg/onload=alert(1)>",
]
MARKDOWN = [
    "```\n# broken out\n```",
    "~~~~\n<script>alert(1)</script>",
    "````` five",
    "a | b | c \\| d \\\\| e",
    "@octocat #1 owner/repo#2 GH-3",
    "![x](https://evil.example/x.png) [a](javascript:alert(1))",
    "https://evil.example/auto www.evil.example",
    "# heading\n---\n- [x] done\n> quote\n1. one",
    "*bold* _it_ **b** ~~s~~ `code` $x$",
    "line\r\n```\r\nafter",
    "<details><summary>x</summary>",
]
CSV = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", 'a"b,c\nd']
CI = ["::error::planted", "::set-output name=x::y", "##[command]x"]
CORPUS = [*TERMINAL, *MARKUP, *HTML, *MARKDOWN, *CSV, *CI]


def hostile_report(text):
    """Return a report that holds *text* wherever a log, a file name or a template can put it."""
    said = Text(en=text, ko=text)
    base = crash_loop()
    bad = evidence(text=text, source=text, before=(text,), after=(text,))
    twice = SeenOf(signature_id="econnrefused", title=said, occurrences=2)
    titled = replace(signature(), title=said, cause=said)
    return replace(
        base,
        warnings=(said,),
        sources=(replace(base.sources[0], name=text, why=text), base.sources[0]),
        stats=replace(base.stats, redacted={text: 1}, counters={text: 4321}),
        verdict=replace(base.verdict, headline=said),
        incidents=(
            replace(
                base.incidents[0],
                title=said,
                because=(said,),
                hypotheses=(replace(base.incidents[0].hypotheses[0], title=said, check=said),),
            ),
        ),
        findings=(
            finding(
                titled,
                title=said,
                evidence=(bad, bad),
                services=(text,),
                instances=(text,),
                captures=(("host", (text,)),),
                steps=(step(text, text, source=text),),
                note=said,
            ),
        ),
        timeline=(
            entry("12:00:00", title=said, source=text, service=text, instance=text),
            entry(None, "econnrefused", title=said, source=text),
        ),
        attempts=(attempt("12:00:00", "12:01:00", service=text, instance=text, source=text),),
        unexplained=(Unexplained(template=text, occurrences=2, source=text, line=9, text=text),),
        next_steps=(step(text, text, source=text), *STEPS),
        causes=(
            cause(title=said, evidence_for=(said,), evidence_against=(said,), check=said),
            cause(source=text),
        ),
        checklist=(
            tick(text, text, Answer.NO, good=False, why=said, source=text),
            tick(text, text, why=said),
        ),
        tracking=tracking(source=text, service=text, before=(twice, twice), after=(twice,)),
    )


def hostile_event(text):
    """Return an event that holds *text* wherever a log can put it."""
    return event(
        source=text, evidence=text, service=text, instance=text, captures=(("host", text),)
    )
