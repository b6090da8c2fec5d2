"""The scanner's line: what is sent, what is understood, and what happens when it is gone."""

import io
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from pypdf.generic import NameObject

from measurements import scanner
from portal import checks
from submissions.actions import checking, files
from submissions.management.commands.check_scanner import _FIRST, _SECOND
from submissions.models import FileState
from tests.submissions.files.samples import pdf, stream

EICAR = _FIRST + _SECOND


class FakeScanner(threading.Thread):
    """Speaks as clamd does, one caller at a time, and keeps what it heard."""

    def __init__(self, line, answer):
        super().__init__(daemon=True)
        self.line, self.answer, self.heard = line, answer, b""

    def run(self):
        while True:
            try:
                caller, _address = self.line.accept()
            except OSError:
                return
            with closing(caller):
                self._speak(caller)

    def _speak(self, caller):
        command = self._until(caller, b"\0")
        if command == b"zVERSION\0":
            caller.sendall(b"ClamAV 1.4.6\0")
        elif command == b"zINSTREAM\0":
            self.heard = self._stream(caller)
            caller.sendall(self.answer(self.heard))

    def _until(self, caller, end):
        said = b""
        while not said.endswith(end):
            said += caller.recv(1)
        return said

    def _stream(self, caller):
        heard = b""
        while size := int.from_bytes(self._exactly(caller, 4), "big"):
            heard += self._exactly(caller, size)
        return heard

    def _exactly(self, caller, size):
        said = b""
        while len(said) < size:
            said += caller.recv(size - len(said))
        return said


def verdict(heard):
    return b"stream: Test.EICAR FOUND\0" if EICAR in heard else b"stream: OK\0"


@pytest.fixture(params=["unix", "tcp"])
def fake(request, settings):
    """A scanner of our own behind a socket or a port, answering as told."""
    with tempfile.TemporaryDirectory() as folder:
        if request.param == "unix":
            line = socket.socket(socket.AF_UNIX)
            line.bind(f"{folder}/s")
            settings.CLAMAV_SOCKET = f"{folder}/s"
        else:
            line = socket.create_server(("127.0.0.1", 0))
            settings.CLAMAV_HOST = f"127.0.0.1:{line.getsockname()[1]}"
        line.listen()

        def make(answer=verdict):
            speaking = FakeScanner(line, answer)
            speaking.start()
            return speaking

        yield make
        line.close()


def test_a_clean_file_is_sent_whole_and_let_through(fake):
    speaking = fake()
    content = bytes(range(256)) * 3000

    found = scanner.scan(io.BytesIO(content))

    assert (found.is_clean, found.engine) == (True, "ClamAV 1.4.6")
    assert speaking.heard == content


def test_what_is_found_has_its_name(fake):
    fake()

    assert scanner.scan(io.BytesIO(EICAR)).found == "Test.EICAR"


@pytest.mark.parametrize(
    "said", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OKAY\0", b"\xff\xfe\0"]
)
def test_anything_else_is_no_verdict(fake, said):
    fake(lambda _heard: said)

    with pytest.raises(scanner.ScannerDown):
        scanner.scan(io.BytesIO(b"x"))


def test_nobody_there_is_no_verdict(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "nothing")

    with pytest.raises(scanner.ScannerDown):
        scanner.scan(io.BytesIO(b"x"))


def test_the_command_proves_that_the_pattern_is_found(fake, settings, capsys):
    settings.MAX_ATTACHMENT_MEGABYTES = 2
    fake()

    call_command("check_scanner")

    assert "ClamAV 1.4.6" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _heard: b"stream: OK\0", "the test pattern is not found"),
        (lambda _heard: b"stream: X FOUND\0", "a clean file is found to be X"),
        (lambda heard: verdict(heard if len(heard) < 10**6 else b""), "raise MaxFileSize"),
        (lambda _heard: b"INSTREAM size limit exceeded. ERROR\0", "StreamMaxLength"),
    ],
)
def test_the_command_says_why_a_scanner_cannot_be_relied_on(fake, settings, answer, said):
    settings.MAX_ATTACHMENT_MEGABYTES = 2
    fake(answer)

    with pytest.raises(CommandError, match=said):
        call_command("check_scanner")


@pytest.mark.parametrize("command", ["check_scanner", "rescan_files"])
def test_the_commands_want_a_scanner(command, settings):
    settings.CLAMAV_SOCKET = settings.CLAMAV_HOST = ""

    with pytest.raises(CommandError, match="CLAMAV_SOCKET"):
        call_command(command)


@pytest.mark.django_db
def test_files_are_scanned_again_with_what_the_scanner_knows_now(fake, now, capsys, submission_in):
    fake(lambda heard: b"stream: New.Thing FOUND\0" if b"Skov" in heard else b"stream: OK\0")
    made = submission_in("published")
    kept = []
    for name, text in (("a.pdf", "Skov"), ("b.pdf", "Hav")):
        file = files.keep_file(file=SimpleUploadedFile(name, pdf(text)), now=now)
        file.submission, file.state = made, FileState.CLEAN
        file.save()
        kept.append(file)

    call_command("rescan_files")

    for file in kept:
        file.refresh_from_db()
    assert [file.state for file in kept] == [FileState.REFUSED, FileState.CLEAN]
    assert "Taken down: a.pdf" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("socket_path", "host", "without", "ids"),
    [
        ("", "", False, ["portal.W002"]),
        ("", "", True, ["portal.W001"]),
        ("/run/x", "", False, []),
        ("", "127.0.0.1:3310", False, []),
        ("", "127.0.0.1", False, ["portal.E003"]),
        ("/run/x", "127.0.0.1:3310", False, ["portal.E003"]),
    ],
)
def test_the_check_says_what_is_missing(settings, socket_path, host, without, ids):
    settings.CLAMAV_SOCKET, settings.CLAMAV_HOST = socket_path, host
    settings.FILES_WITHOUT_SCANNER = without

    found = [*checks.a_scanner_for_files(), *checks.where_the_scanner_is()]

    assert [each.id for each in found] == ids


# --- a real one, with a signature of our own: its makers' cannot be had without a network


@pytest.fixture(scope="module")
def clamd():
    if not shutil.which("clamd"):
        pytest.skip("clamd is not installed: apt install clamav-daemon")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "db").mkdir()
        (folder / "db" / "test.ndb").write_text(f"Test.EICAR:0:*:{EICAR.hex()}\n")
        (folder / "conf").write_text(
            f"DatabaseDirectory {folder}/db\nLocalSocket {folder}/s\nForeground yes\n"
            "MaxThreads 2\nStreamMaxLength 60M\nMaxFileSize 60M\nMaxScanSize 120M\n"
        )
        running = subprocess.Popen(
            ["clamd", "-c", folder / "conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _look in range(200):
            if (folder / "s").exists():
                break
            time.sleep(0.1)
        yield folder / "s"
        running.kill()
        running.wait()


@pytest.mark.django_db
def test_a_real_scanner_takes_the_pattern_and_nothing_else(clamd, settings, now, capsys):
    settings.CLAMAV_SOCKET = str(clamd)
    settings.MAX_ATTACHMENT_MEGABYTES = 50
    honest = files.keep_file(file=SimpleUploadedFile("a.pdf", pdf()), now=now)
    ill = pdf(
        change=lambda w: w._root_object.update({NameObject("/X"): w._add_object(stream(EICAR))})
    )
    virus = files.keep_file(file=SimpleUploadedFile("b.pdf", ill), now=now)

    checking.check_waiting(now=now)
    call_command("check_scanner")

    honest.refresh_from_db()
    virus.refresh_from_db()
    assert (honest.state, virus.state) == (FileState.CLEAN, FileState.REFUSED)
    assert virus.problem == "virus"
    assert "ClamAV" in capsys.readouterr().out
