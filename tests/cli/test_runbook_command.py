"""The runbook is printed as a checklist that a person can follow or paste."""

import json
import re

import pytest

from logscan.catalogue.runbook import load_runbook
from logscan.cli import main

SECTIONS = re.compile(r"\(runbook: ")


def printed(capsys, *words):
    """Return what the command prints."""
    assert main(["runbook", *words]) == 0
    return capsys.readouterr().out


def items():
    """Return the texts of the procedure's items."""
    return [item.text for group in load_runbook().procedure for item in group.items]


@pytest.mark.parametrize("form", ["terminal", "markdown"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_step_of_the_procedure_can_be_ticked_off(capsys, form, language):
    """Each item stands behind a box, in the chosen language, in order."""
    lines = printed(capsys, "--lang", language, "--format", form).splitlines()
    boxes = [line.split("- [ ] ")[1].replace("`", "") for line in lines if "- [ ] " in line]
    wanted = [text.in_language(language) for text in items()]
    assert boxes[: len(wanted)] == wanted


def test_the_time_boxes_come_first(capsys):
    """What to do at once stands before causes, checklists and prevention."""
    text = printed(capsys, "--lang", "ko")
    places = [text.index(part) for part in ("즉시(1~2분)", "5분 내", "10분 내", "그 이상")]
    assert places == sorted(places)
    assert places[-1] < text.index("가능한 원인") < text.index("예방 방법")


@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_every_group_says_its_section(capsys, form):
    """A reader finds each part in the founding document."""
    text = printed(capsys, "--lang", "en", "--format", form)
    runbook = load_runbook()
    for group in (*runbook.procedure, *runbook.checklists, *runbook.prevention):
        assert f"({group.source})" in text


def test_korean_is_printed_without_english_words_of_the_interface(capsys):
    """Labels are translated, too."""
    text = printed(capsys, "--lang", "ko")
    assert not re.search(r"Expected|Evidence|Symptom|required|Within", text)


def test_json_holds_every_text_in_both_languages(capsys):
    """For programs: keys as in the file, nothing lost."""
    found = json.loads(printed(capsys, "--format", "json", "--lang", "ko"))
    assert found["schema_version"] == 1
    assert found["causes"][1]["id"] == "database"
    assert found["errors"][0]["signature"] == "econnrefused"
    assert found["procedure"][0]["within"] == "2m"
    assert set(found["procedure"][0]["items"][0]["text"]) == {"en", "ko"}


@pytest.mark.parametrize("words", [["--format", "html"], ["--lang", "fr"]])
def test_an_unknown_word_is_a_usage_error(capsys, words):
    """Exit 2 and one line that lists the choices."""
    assert main(["runbook", *words]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "is not one of" in said
