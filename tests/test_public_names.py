"""What the library offers by name, and what importing it costs."""

import subprocess
import sys

import pytest

import logscan


def test_every_public_name_exists():
    """``__all__`` is sorted and each of its names can be had."""
    assert sorted(logscan.__all__) == logscan.__all__
    for name in logscan.__all__:
        assert getattr(logscan, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    """A misspelt name fails as it does in any module."""
    with pytest.raises(AttributeError, match="no attribute 'scam'"):
        _ = logscan.scam


@pytest.mark.parametrize(
    "statement", ["import logscan", "import logscan.scanner", "import logscan.catalogue"]
)
def test_heavy_packages_are_not_imported_early(statement):
    """pandas, rich, typer and starlette are only imported where they are used."""
    code = f"import sys; {statement}; print([m for m in ('pandas','rich','typer','starlette','yaml','fsspec','aiohttp') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
