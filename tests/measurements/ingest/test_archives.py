"""A zip archive gives its files by what they hold, or is refused by name."""

import gzip
import io
import zipfile

import pytest

from measurements.ingest import limits
from measurements.ingest.archive import HEADINGS, NAMES, open_archive
from measurements.ingest.faults import FileRefused
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.spells import read_spells

from .conftest import LABOUR_MARKET, SPELLS
from .hostile import (
    link,
    parquet,
    parquet_of_rows,
    with_flags,
    with_size,
    xlsx_of_rows,
    zipped,
)

TABLE = b"a;b\r\n1;2\r\n"


@pytest.fixture
def unpack(tmp_path):
    """Members → the files by kind, in a folder of their own."""

    def unpack(content, name="udtræk.zip"):
        path = tmp_path / "arkiv"
        path.write_bytes(content if isinstance(content, bytes) else zipped(content))
        (tmp_path / "into").mkdir(exist_ok=True)
        return open_archive(path, name=name, into=tmp_path / "into")

    return unpack


def test_a_flat_delivery_is_read_from_an_archive(unpack):
    files = unpack([("forloeb.csv", SPELLS), ("kommuner_aar.csv", LABOUR_MARKET)])

    assert set(files) == {"spells", "labour_market"}
    spells, years = files["spells"], files["labour_market"]
    assert read_spells(spells.path, name=spells.name).report.people == 5
    assert read_labour_market(years.path, name=years.name).report.rows == 5
    assert spells.name == "forloeb.csv"


@pytest.mark.parametrize(("stem", "kind"), NAMES.items())
@pytest.mark.parametrize("folder", ["", "udtræk 2024/data/"])
def test_each_documented_name_tells_what_the_file_holds(unpack, stem, kind, folder):
    files = unpack([(f"{folder}{stem.upper()}.CSV", TABLE)])

    assert files[kind].path.read_bytes() == TABLE
    assert set(files) == {kind}


def test_names_of_decomposed_letters_are_the_same(unpack):
    assert set(unpack([("kommuner_a\u030ar.csv", TABLE)])) == {"labour_market"}


@pytest.mark.parametrize(("kind", "headings"), HEADINGS.items())
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_file_with_another_name_is_known_by_its_headings(unpack, kind, headings, suffix):
    rows = [[*sorted(headings), "andet"], ["1"] * (len(headings) + 1)]
    write = {
        "csv": lambda rows: "\n".join(map(";".join, rows)).encode(),
        "xlsx": xlsx_of_rows,
        "parquet": parquet_of_rows,
    }[suffix]

    assert set(unpack([(f"T_2024.{suffix}", write(rows))])) == {kind}


def test_what_systems_put_in_on_their_own_is_passed_over(unpack):
    litter = [("__MACOSX/._forloeb.csv", b"x"), (".DS_Store", b"x"), ("data/Thumbs.db", b"x")]

    assert set(unpack([*litter, ("data/", b""), ("data/forloeb.csv", SPELLS)])) == {"spells"}


def raw(name, content=TABLE):
    """A member whose name the zipfile module would otherwise tidy."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    return info, content


def damaged():
    content = bytearray(zipped([("personer.csv", TABLE * 100)]))
    content[60] ^= 0xFF
    return bytes(content)


def lzma():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("personer.csv", TABLE)
    return out.getvalue()


def large_directory():
    """The end of the list replaced by one that refers to a larger list elsewhere."""
    content = zipped([("personer.csv", TABLE)])
    end = content.rindex(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + bytes(16) + content[end:]


BAD_ARCHIVES = [
    ("nothing", b"", "unreadable_zip"),
    ("no archive", b"PK\x03\x04 and then nothing", "unreadable_zip"),
    ("a table", TABLE, "unreadable_zip"),
    ("gzip", gzip.compress(TABLE, mtime=0), "unreadable_zip"),
    ("no members", zipped([]), "empty_zip"),
    ("folders only", zipped([("data/", b"")]), "empty_zip"),
    ("litter only", zipped([(".DS_Store", b"x")]), "empty_zip"),
    ("half a list", zipped([("personer.csv", TABLE)])[:-30], "unreadable_zip"),
    ("a second, larger list", large_directory(), "unreadable_zip"),
    ("an odd way of packing", lzma(), "unreadable_zip"),
    ("one folder up", zipped([raw("../personer.csv")]), "unsafe_member"),
    ("up and down", zipped([raw("data/../../personer.csv")]), "unsafe_member"),
    ("up, as Windows writes it", zipped([raw("..\\personer.csv")]), "unsafe_member"),
    ("from the root", zipped([raw("/etc/personer.csv")]), "unsafe_member"),
    ("on a drive", zipped([raw("C:personer.csv")]), "unsafe_member"),
    ("from a server", zipped([raw("\\\\server\\personer.csv")]), "unsafe_member"),
    ("a name with a line end", zipped([raw("personer\n.csv")]), "unsafe_member"),
    ("a name that turns round", zipped([raw("personer\u202evsc.csv")]), "unsafe_member"),
    ("a link", zipped([link("personer.csv", "/etc/passwd")]), "unsafe_member"),
    ("a zip", zipped([("mere.zip", zipped([("personer.csv", TABLE)]))]), "nested_archive"),
    ("a gzip", zipped([("personer.csv.gz", gzip.compress(TABLE, mtime=0))]), "nested_archive"),
    ("a tar", zipped([("personer.tar", b"x")]), "nested_archive"),
    ("a 7z", zipped([("personer.7z", b"x")]), "nested_archive"),
    ("a note", zipped([("personer.csv", TABLE), ("laes_mig.md", b"x")]), "unknown_member"),
    ("a program", zipped([("personer.exe", b"MZ")]), "unknown_member"),
    ("no ending", zipped([("personer", TABLE)]), "unknown_member"),
    ("a table of something", zipped([("noget.csv", TABLE)]), "unknown_member"),
    ("a gzip behind .csv", zipped([("x.csv", gzip.compress(TABLE, mtime=0))]), "packed_file"),
    ("a PDF behind .csv", zipped([("x.csv", b"%PDF-1.7")]), "wrong_type"),
    ("two of one kind", zipped([("personer.csv", TABLE), ("persons.csv", TABLE)]), "doubled_member"),
    ("one name in two folders", zipped([("a/personer.csv", TABLE), ("b/personer.csv", TABLE)]),
     "doubled_member"),
    ("capitals and small letters", zipped([("personer.csv", TABLE), ("PERSONER.csv", TABLE)]),
     "doubled_member"),
    ("a password", with_flags(zipped([("personer.csv", TABLE)]), 1), "encrypted"),
    ("a broken member", damaged(), "damaged_member"),
    ("less said than held", with_size(zipped([("personer.csv", TABLE)]), 5), "damaged_member"),
    ("more said than held", with_size(zipped([("personer.csv", TABLE)]), 50), "damaged_member"),
    ("enormous by its own word", with_size(zipped([("personer.csv", TABLE)]), 2**32 - 2),
     "too_large"),
    ("a number in a member's name", zipped([("010170-1234.csv", TABLE)]), "cpr_in_name"),
    ("a number in a folder's name", zipped([("0101701234/personer.csv", TABLE)]), "cpr_in_name"),
    ("a number in a skipped name", zipped([("__MACOSX/0101701234", b"x")]), "cpr_in_name"),
    ("a number in the comment", zipped([("personer.csv", TABLE)], comment=b"til 010170-1234"),
     "cpr_beside_cells"),
    ("a number in a heading", zipped([("x.csv", b"a;010170-1234\r\n1;2\r\n")]), "cpr_in_heading"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"), [bad[1:] for bad in BAD_ARCHIVES], ids=[bad[0] for bad in BAD_ARCHIVES]
)
def test_D19_D21_a_bad_archive_is_refused_by_name_and_leaves_nothing(
    unpack, tmp_path, content, code
):
    with pytest.raises(FileRefused) as refused:
        unpack(content)

    assert [fault.code for fault in refused.value.faults] == [code]
    assert "1234" not in "".join(map(str, refused.value.faults))
    assert list((tmp_path / "into").iterdir()) == []


def test_D16_a_number_in_the_name_of_the_archive_is_refused(unpack):
    with pytest.raises(FileRefused) as refused:
        unpack([("forloeb.csv", SPELLS)], name="010170-1234.zip")

    assert [fault.code for fault in refused.value.faults] == ["cpr_in_name"]


def test_a_fault_of_a_member_names_it(unpack):
    with pytest.raises(FileRefused) as refused:
        unpack([("forloeb.csv", SPELLS), ("noter.docx", b"x")])

    (fault,) = refused.value.faults
    assert str(fault).startswith('Filen "noter.docx" i arkivet: fandt en fil, der hverken')
    assert "personer.csv" in str(fault)


@pytest.mark.parametrize(
    ("limit", "most", "code"),
    [
        ("MOST_MEMBERS", 2, "too_many_members"),
        ("MOST_UNPACKED_BYTES", 2 * len(TABLE), "too_large"),
        ("MOST_BYTES", None, "too_large"),
        (
            "MOST_DIRECTORY_BYTES",
            2 * 46 + len("personer.csv") + len("udgange.csv"),
            "unreadable_zip",
        ),
    ],
)
def test_D18_each_limit_of_archives_lets_the_last_through_and_refuses_the_next(
    unpack, monkeypatch, limit, most, code
):
    content = zipped([("personer.csv", TABLE), ("udgange.csv", TABLE)])
    most = most or len(content)
    monkeypatch.setattr(limits, limit, most)
    unpack(content)
    monkeypatch.setattr(limits, limit, most - 1)

    with pytest.raises(FileRefused) as refused:
        unpack(content)

    assert [fault.code for fault in refused.value.faults] == [code]


def test_D18_a_member_is_as_large_as_a_file_may_be(unpack, monkeypatch):
    content = zipped([("personer.csv", TABLE * 1000)])
    monkeypatch.setattr(limits, "MOST_BYTES", len(TABLE) * 1000)
    unpack(content)
    monkeypatch.setattr(limits, "MOST_BYTES", len(TABLE) * 1000 - 1)

    with pytest.raises(FileRefused) as refused:
        unpack(content)

    assert [fault.code for fault in refused.value.faults] == ["too_large"]


def test_members_are_laid_out_under_names_of_ours(unpack, tmp_path):
    files = unpack([("x/y/personer.parquet", parquet({"a": [1]})), ("udgange.csv", TABLE)])

    assert {source.path.parent for source in files.values()} == {tmp_path / "into"}
    assert {source.path.name for source in files.values()} == {"0", "1"}
    assert {source.name for source in files.values()} == {"personer.parquet", "udgange.csv"}
