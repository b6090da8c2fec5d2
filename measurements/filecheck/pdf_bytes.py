"""A PDF that is one from its first byte to its last, judged by its bytes.

Readers accept a header within the first kilobyte; we do not, since that is where a web page would
hide. What is compressed, is looked at by the child: `measurements.filecheck.pdf`.
"""

import contextlib
import mmap
import re
from collections.abc import Iterator
from typing import IO

from measurements.filecheck.reasons import Reason, Refusal

MOST_STREAMS = 200_000
_TAIL = 66_000  # where the directory of an archive may end
_PAGE = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php", b"<body")


def check_pdf(file: IO[bytes]) -> None:
    """Refuses what is no PDF, what is something else as well, and parts that act by themselves."""
    content = _content(file)
    head, tail = bytes(content[:1024]), bytes(content[-_TAIL:])
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail[-1024:]:
        raise Refusal(Reason.BROKEN, "ends")
    if any(tag in head.lower() for tag in _PAGE) or b"PK\x05\x06" in tail:
        raise Refusal(Reason.BROKEN, "something else as well")
    for begin, end in _outside_streams(content):
        for reason, names in _ACTS.items():
            if found := names.search(content, begin, end):
                raise Refusal(reason, found.group()[:40].decode("latin-1"))


def _content(file: IO[bytes]) -> bytes | mmap.mmap:
    """All of it; what lies on the disk stays there."""
    with contextlib.suppress(OSError, ValueError):
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    file.seek(0)
    return file.read()


def _outside_streams(content: bytes | mmap.mmap) -> Iterator[tuple[int, int]]:
    """Where the bytes between streams stand: within one, any short name turns up by chance.

    What a file hides by calling it a stream is found by the child, which reads as readers do.
    """
    at = 0
    for _number in range(MOST_STREAMS):
        found = content.find(b"stream", at)
        ends = content.find(b"endstream", found) if found >= 0 else -1
        if ends < 0:
            yield at, len(content)
            return
        yield at, found
        at = ends + len(b"endstream")
    raise Refusal(Reason.TOO_MUCH, "streams")


def _spelt(name: str) -> str:
    """A name of a PDF, any letter of it written as # and two digits: /J#61vaScript."""
    return "/" + "".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name)


def _any_of(*names: str) -> re.Pattern[bytes]:
    return re.compile("|".join(f"{_spelt(name)}(?![A-Za-z])" for name in names).encode())


# The parts of a PDF that act by themselves; a script's own key counts only before a script.
_ACTS = {
    Reason.ACTIVE: re.compile(
        "|".join(
            [
                *(f"{_spelt(name)}(?![A-Za-z])" for name in ("JavaScript", "Launch", "XFA")),
                _spelt("JS") + r"\s*(?:[(<]|\d+\s+\d+\s+R)",
            ]
        ).encode()
    ),
    Reason.EMBEDDED: _any_of("EmbeddedFile", "EmbeddedFiles"),
    Reason.ENCRYPTED: re.compile((_spelt("Encrypt") + r"\s*(?:<<|\d+\s+\d+\s+R)").encode()),
}
