"""The file beside an answer becomes public with its round, so it is taken apart before it is kept."""

import pytest

from measurements import scanner
from measurements.actions.hearing_files import folder, keep_file, path_of
from measurements.actions.refusals import NotPossible
from measurements.filecheck import child
from tests.submissions.files import samples
from tests.submissions.files.hostile import HOSTILE

from .conftest import pdf

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


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


@pytest.mark.parametrize("name", ["Karen 010170-1234.pdf", "karen_010170_1234.pdf"])
def test_a_file_that_is_called_after_a_person_is_refused(name):
    with pytest.raises(NotPossible, match="Filens navn"):
        keep_file(pdf(name))


def test_a_pdf_with_a_cpr_number_on_its_last_page_is_not_made_public():
    told = [f"Side {number}" for number in range(1, 9)]

    with pytest.raises(NotPossible, match="ser ud til at indeholde et CPR-nummer"):
        keep_file(pdf(content=samples.pdf(*told, "Karen 010170-1234")))

    assert not folder().exists()
    assert keep_file(pdf(content=samples.pdf(*told)))


def test_a_pdf_whose_words_cannot_be_read_is_not_made_public(monkeypatch):
    def give_up(_source, _folder):
        raise child.GaveUp("timeout")

    monkeypatch.setattr(child, "cpr_numbers_in_pdf", give_up)

    with pytest.raises(NotPossible):
        keep_file(pdf())


@pytest.mark.parametrize("number", ["010170-1234", ""])
def test_a_document_with_a_cpr_number_in_it_is_not_made_public(number):
    """No editor reads it before it stands beside the figure."""
    run = f'<w:p xmlns:w="{WORD}"><w:r><w:t>Karen {number}</w:t></w:r></w:p>'
    content = samples.office("docx", main=run)

    if number:
        with pytest.raises(NotPossible, match=r"svar\.docx ser ud til at indeholde et CPR-nummer"):
            keep_file(pdf("svar.docx", content))
        assert not folder().exists()
    else:
        assert keep_file(pdf("svar.docx", content)).name == "svar.docx"


def test_a_virus_is_refused(settings, monkeypatch):
    settings.CLAMAV_SOCKET = "/nowhere"
    monkeypatch.setattr(scanner, "scan", lambda _file: scanner.Verdict("Test", "ClamAV"))

    with pytest.raises(NotPossible, match="viruskontrollen"):
        keep_file(pdf())


def test_without_an_answering_scanner_nothing_is_kept(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "nothing")

    with pytest.raises(NotPossible, match="svarer ikke"):
        keep_file(pdf())
