"""ClamAV, where one is named: asked over its own line, with the standard library.

The file is sent, not its path: the scanner may run on another machine, and need not read our folders.
"""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO

from django.conf import settings

_SLICE = 2**18
_PATIENCE = 60.0  # seconds for each thing it says
_MOST_SAID = 4096


class ScannerDown(Exception):
    """Nobody answered, or not with a verdict. The file waits."""


@dataclass(frozen=True, slots=True)
class Verdict:
    found: str  # the name of what was found; empty: nothing
    engine: str  # of the scanner and its signatures: ClamAV 1.4.3/27500/Mon Nov 2 …

    @property
    def is_clean(self) -> bool:
        return not self.found


def is_configured() -> bool:
    return bool(settings.CLAMAV_SOCKET or settings.CLAMAV_HOST)


def scan(file: IO[bytes]) -> Verdict:
    """What the scanner says of a file. Raises ScannerDown where it says nothing of the kind."""
    engine = _asked(iter([b"zVERSION\0"]))
    said = _asked(_streamed(file))
    if said == "stream: OK":
        return Verdict(found="", engine=engine)
    if said.endswith(" FOUND"):
        return Verdict(found=said.removeprefix("stream: ").removesuffix(" FOUND"), engine=engine)
    raise ScannerDown(said[:200] or "no answer")


def _streamed(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    yield b"zINSTREAM\0"
    while piece := file.read(_SLICE):
        yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def _asked(pieces: Iterator[bytes]) -> str:
    try:
        with closing(_line()) as line:
            _send(line, pieces)
            return _answer(line)
    except OSError as problem:
        raise ScannerDown(f"{type(problem).__name__}: {problem}"[:200]) from problem


def _send(line: socket.socket, pieces: Iterator[bytes]) -> None:
    """A scanner that has heard enough says so and hangs up; then its answer is what counts."""
    try:
        for piece in pieces:
            line.sendall(piece)
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _MOST_SAID:
        piece = line.recv(_MOST_SAID)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _line() -> socket.socket:
    if settings.CLAMAV_SOCKET:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_PATIENCE)
        try:
            line.connect(str(settings.CLAMAV_SOCKET))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = settings.CLAMAV_HOST.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_PATIENCE)
