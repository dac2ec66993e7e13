"""Sample incidents to try, where they are at hand: in a checkout or inside the package."""

from __future__ import annotations

from pathlib import Path


def samples_folder() -> Path | None:
    """Return the folder with one folder for each sample, or None where there is none."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_samples", package.parent / "samples"):
        if folder.is_dir():
            return folder
    return None


def samples() -> dict[str, tuple[str, Path]]:
    """Return the title and the input file of each sample, by its name, in order."""
    folder = samples_folder()
    found = {}
    for place in sorted(folder.iterdir()) if folder else ():
        inputs = sorted(place.glob("input.*"))
        if inputs:
            found[place.name] = (_title(place), inputs[0])
    return found


def _title(place: Path) -> str:
    readme = place / "README.md"
    first = readme.read_text(encoding="utf-8").partition("\n")[0] if readme.is_file() else ""
    return first.removeprefix("#").strip() or place.name
