"""The file beside an answer becomes public with its round, so it is taken apart before it is kept."""

import pytest

from measurements import scanner
from measurements.actions.hearing_files import keep_file, path_of
from measurements.actions.refusals import NotPossible
from tests.submissions.files import samples
from tests.submissions.files.hostile import HOSTILE

from .conftest import pdf


def test_what_is_kept_names_nobody():
    kept = keep_file(pdf(content=samples.pdf("Bemærkninger")))

    copy = path_of(kept.sha256).read_bytes()

    assert copy.startswith(b"%PDF-")
    assert samples.PERSON.encode() not in copy


@pytest.mark.parametrize("what", ["pdf with script on opening, packed", "docx that fetches by DDE"])
def test_what_hides_deeper_is_refused_with_a_sentence(what):
    name, make = HOSTILE[what]

    with pytest.raises(NotPossible, match=name):
        keep_file(pdf(name, make()))


def test_a_virus_is_refused(settings, monkeypatch):
    settings.CLAMAV_SOCKET = "/nowhere"
    monkeypatch.setattr(scanner, "scan", lambda _file: scanner.Verdict("Test", "ClamAV"))

    with pytest.raises(NotPossible, match="viruskontrollen"):
        keep_file(pdf())


def test_without_an_answering_scanner_nothing_is_kept(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "nothing")

    with pytest.raises(NotPossible, match="svarer ikke"):
        keep_file(pdf())
