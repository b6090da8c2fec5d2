"""Where a file lies, and what the user called it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """path  where the bytes are; name  what the user called the file, for telling of faults"""

    path: Path
    name: str
