"""No hostile file is let out: refused on receipt or by the child, always with a sentence."""

import io
import re
import subprocess
import sys

import pytest
from django.conf import settings

from measurements import uploads
from measurements.computing.job import Limits
from measurements.filecheck import archive, child, markup, opendocument, pdf, pdf_bytes
from measurements.filecheck import office as office_rules
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


# --- with a guard off, the fault shows


def no_check(*_told, **_more):
    return None


GUARDS = {
    "streams of a pdf": (pdf, "_check_all", "pdf that bursts"),
    "keys of a pdf": (pdf, "_check", "pdf with script on opening, packed"),
    "bytes of a pdf": (pdf_bytes, "_PAGE", "svg in the head of a pdf"),
    "sizes in an archive": (archive, "_check_sizes", "docx that bursts"),
    "names in an archive": (archive, "_check_names", "docx with a program"),
    "places in an archive": (archive, "_check_places", "docx whose parts overlap"),
    "what an Office file may refer to": (office_rules, "_REFUSED", "docx with a page in a frame"),
    "what is no picture": (office_rules, "check_foreign", "docx with a page called a picture"),
    "field codes": (markup, "_FETCHES", "docx that fetches by DDE in pieces"),
    "scripts in markup": (markup, "_SCRIPTS", "odt that has a script"),
}
NOTHING = {"_PAGE": (), "_REFUSED": {}, "_SCRIPTS": frozenset(), "_FETCHES": re.compile("(?!)")}


@pytest.mark.parametrize("guard", GUARDS)
def test_without_its_guard_a_hostile_file_would_pass(guard, tmp_path, monkeypatch):
    module, name, what = GUARDS[guard]
    file, make = HOSTILE[what]
    content = make()
    if what == "docx with a page in a frame":  # a relation to outside has two guards
        monkeypatch.setattr(office_rules._Relations, "_outside", lambda _self, each: each)

    assert passes(file, content, tmp_path) is False
    monkeypatch.setattr(module, name, NOTHING.get(name, no_check))

    assert passes(file, content, tmp_path) is True


def passes(name, content, folder):
    """The same checks in this process, where a guard can be taken away."""
    kind = uploads.kind_of(name)
    try:
        uploads.check(name, io.BytesIO(content), size=len(content), max_megabytes=MEGABYTES)
        if kind == "pdf":
            pdf.clean(io.BytesIO(content), folder / "copy", title="a")
        elif kind == "odt":
            opendocument.clean(io.BytesIO(content), folder / "copy")
        else:
            office_rules.clean(io.BytesIO(content), folder / "copy", kind=kind)
    except (uploads.RefusedFile, Refusal):
        return False
    return True


def test_a_child_that_wants_too_much_memory_is_given_up_on(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "CLEANING", Limits(memory=25 * 2**20, seconds=20, file=2**20))
    (tmp_path / "original").write_bytes(pdf_of())

    with pytest.raises(child.GaveUp):
        child.clean(tmp_path / "original", tmp_path, kind="pdf", title="a")


def test_looking_at_a_bomb_costs_the_site_little_memory(tmp_path):
    """Measured in a process of its own: what was made before must not hide it."""
    bombs = ["docx of a million entries", "docx of three gigabytes", "pdf that bursts"]
    paths = []
    for number, what in enumerate([*bombs, "pdf of a million openings"]):
        name, make = HOSTILE[what]
        paths.append(tmp_path / f"{number}{name}")
        paths[-1].write_bytes(make())

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, paths)],
        capture_output=True, text=True, check=True, cwd=settings.BASE_DIR,
    )  # fmt: skip

    assert int(done.stdout) < 40  # megabytes more than before


MEASURED = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
from measurements import uploads
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        try:
            uploads.check(path, file, size=os.path.getsize(path), max_megabytes=50)
        except uploads.RefusedFile:
            pass
print(peak() - before)
"""
