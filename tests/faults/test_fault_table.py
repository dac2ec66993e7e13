"""The table of faults is what the tests hold."""

from fault_table import FAULTS, PAGE, held, page


def test_every_case_is_held_by_a_test():
    """Forty cases and eight more, each with a test; no test holds an unknown one."""
    numbers = {number for test in held() for number in test.numbers}
    assert numbers == set(FAULTS) == set(range(1, 49))


def test_the_page_is_current():
    """``python tests/faults/fault_table.py`` renews it."""
    assert PAGE.read_text(encoding="utf-8") == page()
