"""A folder for each computation, so that what it leaves behind can be found and removed."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own(root: Path, name: str) -> Iterator[Path]:
    """An empty folder that nobody else may look into; gone afterwards, whatever happens."""
    folder = root / name
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def names(root: Path) -> set[str]:
    """Of the folders that there are now."""
    return {folder.name for folder in root.iterdir()} if root.is_dir() else set()


def remove(root: Path, unwanted: Collection[str]) -> None:
    """Remove what workers left who were killed: unpacked files hold people."""
    for name in unwanted:
        shutil.rmtree(root / name, ignore_errors=True)
