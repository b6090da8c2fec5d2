"""What another portal held comes in once, whole rows only, and goes out again the same."""

import csv
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from measurements.models import FormerMunicipality, Message
from submissions import published
from submissions.actions import editions, importing
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.transfer.columns import COLUMNS

METHOD = {
    "id": "m-1",
    "kind": "method",
    "title": "Praktik i butik",
    "municipality": "Hedensted",
    "status": "published",
    "target_group": "Nyankomne kvinder",
    "problem": "Ventetid.",
    "practice": "1. Samtale\n2. Plads",
    "topics": "praktik, job",
    "began_year": "2019",
    "began_month": "3",
    "contact_email": "Kontakt@hedensted.example",
}
REPORT = {
    "id": "r-1",
    "kind": "report",
    "title": "Håndbog om modtagelse",
    "municipality": "766",
    "further_municipalities": "Vejle, Horsens Kommune",
    "status": "published",
    "report_type": "handbook",
    "publisher": "Hedensted Kommune",
    "year": "2012",
    "summary": "Kort sagt.",
    "link": "https://www.example.com/haandbog.pdf",
}
pytestmark = pytest.mark.usefixtures("municipalities")


@pytest.fixture
def write(tmp_path):
    def write(*rows, name="old.json", **csv_as):
        path = tmp_path / name
        if name.endswith(".json"):
            path.write_text(json.dumps(rows), encoding="utf-8")
            return path
        encoding = csv_as.pop("encoding", "utf-8")
        with path.open("w", encoding=encoding, newline="") as file:
            names = list(dict.fromkeys(name for row in rows for name in row))
            writer = csv.DictWriter(file, names, **{"delimiter": ";", **csv_as})
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def bring_in(path, *options):
    call_command("import_submissions", str(path), "--source", "Gammel", *options)


def refusals(path):
    report = path.with_name(f"{path.stem}-afvist.csv")
    if not report.exists():
        return []
    rows = list(csv.reader(report.read_text("utf-8-sig").splitlines(), delimiter=";"))[1:]
    return [(int(number), column, text) for number, _id, column, text in rows]


def test_a_method_and_a_report_come_in_as_they_were(write):
    bring_in(write(METHOD, REPORT))

    method, report = (Submission.objects.get(external_id=each["id"]) for each in (METHOD, REPORT))
    assert (method.state, method.municipality_id, method.began_month) == ("published", "0766", 3)
    assert (method.topics, method.contact_email) == (
        ["praktik", "job"],
        "kontakt@hedensted.example",
    )
    assert (report.report_type, report.year, report.code[:3]) == ("handbook", 2012, "IV-")
    assert [str(each) for each in published.places(report)] == ["Hedensted", "Horsens", "Vejle"]
    assert published.by_code(method.code).url == "/bidrag/praktik-i-butik/"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_spreadsheet_may_save_it_in_its_own_way(write, delimiter, encoding):
    bring_in(write(REPORT, METHOD, name="old.csv", delimiter=delimiter, encoding=encoding))

    assert {each.title for each in published.newest(9)} == {METHOD["title"], REPORT["title"]}


def test_a_second_run_changes_nothing(write):
    path = write(METHOD, REPORT)
    bring_in(path)
    Submission.objects.filter(external_id="m-1").update(title="Rettet her")
    before = list(Submission.objects.order_by("pk").values())

    bring_in(path)

    assert list(Submission.objects.order_by("pk").values()) == before


def test_the_same_number_at_another_source_is_another(write):
    path = write(METHOD)
    bring_in(path)
    call_command("import_submissions", str(path), "--source", "En anden")

    assert Submission.objects.count() == 2


def test_a_run_that_was_interrupted_goes_on(write, monkeypatch):
    path = write(METHOD, REPORT)
    take_in = importing.take_in

    def dies_at_the_second(*, moved, **words):
        if moved.external_id == "r-1":
            take_in(moved=moved, **words)
            raise KeyboardInterrupt
        return take_in(moved=moved, **words)

    with monkeypatch.context() as patched:
        patched.setattr(importing, "take_in", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            bring_in(path)
    assert list(Submission.objects.values_list("external_id", flat=True)) == ["m-1"]

    bring_in(path)

    assert Submission.objects.count() == 2


def test_a_trial_keeps_nothing_and_says_what_would_be(write, capsys):
    bring_in(write(METHOD, {**REPORT, "year": "12"}), "--dry-run")

    assert Submission.objects.count() == 0
    assert "1 taget ind, 0 var her i forvejen, 1 afvist" in capsys.readouterr().out


BAD_CELLS = [
    ("id", "", "Skal udfyldes"),
    ("title", "x" * 201, "201 tegn. Der er plads til 200"),
    ("title", "<b>Fed</b>", "HTML"),
    ("practice", "Hej <script>x</script>", "HTML"),
    ("practice", "Anna, 010190-1234, kom i job", "CPR-nummer"),
    ("title", "0101901234", "CPR-nummer"),
    ("practice", "x" * 10_001, "10001 tegn"),
    ("kind", "metode", "Skriv en af: report, method"),
    ("status", "offentlig", "Skriv en af: published"),
    ("municipality", "Atlantis", "ikke en kommune"),
    ("municipality", "9999", "ikke en kommune"),
    ("municipality", "", "skal have en kommune"),
    ("began_year", "1899", "mellem 1970 og"),
    ("began_year", "ʹ2019", "mellem 1970 og"),
    ("began_month", "13", "fra 1 til 12"),
    ("link", "javascript:alert(1)", "hele adressen"),
    ("link", "//example.com", "hele adressen"),
    ("contact_email", "ikke en adresse", "ikke en e-mailadresse"),
    ("topics", "job, ukendt", "»ukendt« kendes ikke"),
    ("summary", "Hører til en rapport.", "Hører ikke til slagsen method"),
    ("author_email", "ingen@example.com", "Ingen bruger her"),
]


@pytest.mark.parametrize(("column", "cell", "told"), BAD_CELLS)
def test_a_bad_cell_is_told_by_row_and_column_and_nothing_of_the_row_stays(
    column, cell, told, write
):
    path = write(REPORT, {**METHOD, column: cell})

    bring_in(path)

    ((number, named, text),) = refusals(path)
    assert (number, named) == (2, column)
    assert told in text
    assert list(Submission.objects.values_list("external_id", flat=True)) == ["r-1"]


def test_every_fault_of_a_row_is_told_at_once(write):
    path = write({**METHOD, "began_month": "13", "link": "x", "municipality": "Atlantis"})

    bring_in(path)

    assert {column for _row, column, _text in refusals(path)} == {
        "began_month", "link", "municipality",
    }  # fmt: skip


def test_a_municipality_that_was_divided_is_asked_about(write):
    divided = FormerMunicipality.objects.filter(split=True)[0].old_name
    whole = FormerMunicipality.objects.filter(split=False)[0]
    path = write(
        {**METHOD, "municipality": whole.old_name}, {**METHOD, "id": "m-2", "municipality": divided}
    )

    bring_in(path)

    ((number, _column, text),) = refusals(path)
    assert number == 2
    assert "blev delt" in text
    assert Submission.objects.get().municipality == whole.successor


def test_the_same_number_twice_in_a_file_is_told(write):
    path = write(METHOD, {**METHOD, "title": "En anden"})

    bring_in(path)

    assert refusals(path) == [(2, "id", "Står også i række 1.")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("old.csv", b"id;kind;title;status;titel\n", "Ukendte kolonner: titel"),
        ("old.csv", b"id;kind;title\n", "mangler: status"),
        ("old.csv", b"id;id;kind;title;status\n", "to af: id"),
        ("old.csv", b"id;kind;title;status\n1;method;A;published;for meget\n", "flere felter"),
        (
            "old.csv",
            b'id;kind;title;status\n1;method;"aldrig sluttet;published\n',
            "Linje 2 er ikke gyldig CSV",
        ),
        ("old.csv", b"PK\x03\x04\0\0", "ikke tekst"),
        ("old.csv", b"", "mangler: id"),
        ("old.json", b"{}", "en liste"),
        ("old.json", b"[1]", "en liste"),
        ("old.json", b"[" * 200_000, "ikke gyldig JSON"),
        ("old.json", b'[{"id": "1"', "ikke gyldig JSON"),
        ("old.xlsx", b"PK", ".csv eller .json"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(tmp_path, name, content, told):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError, match=re.escape(told)):
        bring_in(path)

    assert Submission.objects.count() == 0


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="kan ikke læses"):
        bring_in(tmp_path / "ingen.csv")


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_what_was_not_public_there_is_not_public_here(status, write, client):
    bring_in(write({**METHOD, "status": status}))

    assert published.newest(9) == []
    assert Submission.objects.get().state == status
    assert Message.objects.count() == 0


def test_a_draft_goes_to_its_author(write, karen):
    bring_in(write({**METHOD, "status": "draft", "author_email": karen.email}))

    draft = Submission.objects.get()
    assert (draft.author, draft.begun_in_id) == (karen, "0766")


def test_an_edition_that_was_taken_down_alone_does_not_take_the_number_of_the_public_one(
    submission_in, mads, now, tmp_path
):
    first = submission_in(State.REPLACED)
    editions.take_down(submission=first, version=first.version, reason="Et navn.", by=mads, now=now)
    out = tmp_path / "out.json"

    call_command("export_submissions", str(out), "--all")

    assert [each["status"] for each in json.loads(out.read_text())] == ["published"]


@pytest.mark.parametrize("name", ["out.json", "out.csv"])
def test_what_is_exported_comes_in_elsewhere_the_same(name, write, tmp_path, karen):
    hostile = {**METHOD, "id": "m-2", "title": '=1+1;"citat"', "practice": "@a\n\n- b;c\n'd'"}
    waiting = {**METHOD, "id": "m-3", "status": "submitted"}
    draft = {**METHOD, "id": "m-4", "status": "draft", "author_email": karen.email}
    bring_in(write(METHOD, REPORT, hostile, waiting, draft))
    first, second = tmp_path / name, tmp_path / f"again-{name}"
    call_command("export_submissions", str(first), "--all")
    Submission.objects.all().delete()

    bring_in(first)
    call_command("export_submissions", str(second), "--all")

    assert Submission.objects.count() == 5
    assert second.read_bytes() == first.read_bytes()


def test_a_spreadsheet_meets_no_formula(write, tmp_path):
    bring_in(write({**METHOD, "title": "=HYPERLINK(1)", "contact": "+45 12 34 56 78"}))
    out = tmp_path / "out.csv"

    call_command("export_submissions", str(out))

    lines = out.read_text(encoding="utf-8-sig").splitlines()
    cells = [cell for row in csv.reader(lines, delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@|%"))]
    assert "'=HYPERLINK(1)" in cells


def test_only_what_is_published_is_exported_unless_all_is_asked_for(write, tmp_path):
    bring_in(write(METHOD, {**METHOD, "id": "m-2", "status": "withdrawn"}))
    out = tmp_path / "out.json"

    call_command("export_submissions", str(out))

    assert [each["id"] for each in json.loads(out.read_text())] == ["m-1"]


def test_the_page_tells_every_column_and_no_other():
    page = (Path(settings.BASE_DIR) / "docs" / "moving-in.md").read_text("utf-8")
    told = {
        name
        for line in page.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }

    assert told == {column.name for column in COLUMNS}
    for column in COLUMNS:
        assert all(f"`{word}`" in page for word in column.words), column.name


def test_what_came_in_is_found_by_the_search(write, client):
    bring_in(write(METHOD))

    assert 'href="/bidrag/praktik-i-butik/"' in client.get("/soeg/?q=praktik").content.decode()


def test_the_history_says_where_it_came_from(write):
    bring_in(write(METHOD))

    (move,) = Submission.objects.get().moves.all()
    assert move.comment == "Flyttet hertil fra Gammel."
    assert move.to_state == State.PUBLISHED


@pytest.mark.parametrize("content", ["title\n", "title\n" + "x" * 300_000 + "\n"])
def test_the_longest_cell_that_others_take_is_left_as_it_was(tmp_path, content):
    before = csv.field_size_limit()
    path = tmp_path / "file.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError):
        bring_in(path)

    assert csv.field_size_limit() == before
