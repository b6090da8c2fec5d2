"""No hostile file is let out: refused on receipt or by the child, always with a sentence."""

import io

import pytest

from measurements import uploads
from measurements.filecheck import child
from measurements.filecheck.reasons import Refusal
from tests.submissions.files.hostile import HOSTILE
from tests.submissions.files.samples import odt, office
from tests.submissions.files.samples import pdf as pdf_of

MEGABYTES = 50


def fate(name, content, folder):
    """How a file ends: "receipt" or "child" with the sentence, or "accepted"."""
    try:
        uploads.check(name, io.BytesIO(content), size=len(content), max_megabytes=MEGABYTES)
    except uploads.RefusedFile as refusal:
        return "receipt", str(refusal)
    (folder / "original").write_bytes(content)
    try:
        child.clean(folder / "original", folder, kind=uploads.kind_of(name), title="a")
    except Refusal as refusal:
        return "child", uploads.sentence(refusal.reason, name)
    return "accepted", ""


def test_there_are_many_ways_to_be_hostile():
    assert len(HOSTILE) >= 150


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(what, tmp_path):
    name, make = HOSTILE[what]

    where, sentence = fate(name, make(), tmp_path)

    assert where != "accepted"
    assert sentence.endswith(".")
    assert name in sentence


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "odt", "pdf"])
def test_an_honest_file_is_accepted(kind, tmp_path):
    content = {"odt": odt, "pdf": pdf_of}.get(kind, lambda: office(kind))()

    assert fate(f"a.{kind}", content, tmp_path) == ("accepted", "")
