"""From a file to rows of text: CSV as Danish spreadsheets save it, or JSON. Nothing is judged yet."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from submissions.transfer.columns import BY_NAME, REQUIRED

MOST_BYTES = 50 * 2**20
MOST_ROWS = 20_000
_LONGEST_CELL = 200_000  # letters
# Cells that a spreadsheet would take for a formula are written with this before them.
SHIELD = "'"


class RefusedFile(Exception):
    """The file as a whole cannot be read. The text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file. `number` is the line of a CSV, or the place in a list."""

    number: int
    cells: dict[str, str]  # by column; without the empty ones


def read(path: Path) -> list[Row]:
    """All rows of the file, or a refusal of the whole."""
    content = _content(path)
    rows = list(_of_json(content) if path.suffix.lower() == ".json" else _of_csv(content))
    if len(rows) > MOST_ROWS:
        raise RefusedFile(
            _("Filen har %(rows)s rækker. Del den i filer med højst %(most)s.")
            % {"rows": len(rows), "most": MOST_ROWS}
        )
    return rows


def _content(path: Path) -> str:
    if path.suffix.lower() not in {".csv", ".json"}:
        raise RefusedFile(_("Filen skal hedde noget, der ender på .csv eller .json."))
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as problem:
        raise RefusedFile(
            _("Filen %(name)s kan ikke læses: %(problem)s.")
            % {"name": path, "problem": problem.strerror}
        ) from problem
    if size > MOST_BYTES:
        raise RefusedFile(
            _("Filen fylder over %(most)s MB. Del den.") % {"most": MOST_BYTES // 2**20}
        )
    if b"\0" in content:
        raise RefusedFile(_("Filen er ikke tekst. Gem den som CSV (UTF-8) eller JSON."))
    return _decoded(content)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What older Danish spreadsheets save. Every letter of ours is one byte there.
        return content.decode("cp1252", errors="replace")


def _of_csv(content: str) -> Iterator[Row]:
    before = csv.field_size_limit(_LONGEST_CELL)  # of the whole process: others read CSV too
    lines = io.StringIO(content, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(content), strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_columns(names)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                raise RefusedFile(
                    _("Linje %(line)s har flere felter, end der er kolonner. Er der anførselstegn "
                      "om tekster med skilletegn?")
                    % {"line": reader.line_num}
                )  # fmt: skip
            yield _row(reader.line_num, dict(zip(names, cells, strict=False)))
    except csv.Error as problem:
        raise RefusedFile(
            _("Linje %(line)s er ikke gyldig CSV (%(problem)s).")
            % {"line": reader.line_num, "problem": problem}
        ) from problem
    finally:
        csv.field_size_limit(before)


def _delimiter(content: str) -> str:
    heading = content.partition("\n")[0]
    return max(";,\t", key=heading.count)


def _of_json(content: str) -> Iterator[Row]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise RefusedFile(
            _("Filen er ikke gyldig JSON (%(problem)s).") % {"problem": str(problem)[:120]}
        ) from problem
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise RefusedFile(_("JSON-filen skal være en liste af bidrag."))
    for number, each in enumerate(found, start=1):
        _check_columns([str(name).lower() for name in each])
        yield _row(number, {str(name).lower(): _as_text(value) for name, value in each.items()})


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _row(number: int, cells: dict[str, str]) -> Row:
    plain = {name: _unshielded(cell.replace("\r\n", "\n").strip()) for name, cell in cells.items()}
    return Row(number, {name: cell for name, cell in plain.items() if cell})


def _unshielded(cell: str) -> str:
    return (
        cell.removeprefix(SHIELD) if cell[:1] == SHIELD and cell[1:2] in tuple("=+-@|%") else cell
    )


def _check_columns(names: list[str]) -> None:
    """A column that is not known would be lost without a word: it is refused instead."""
    unknown = [name for name in names if name not in BY_NAME]
    missing = [name for name in REQUIRED if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if unknown:
        raise RefusedFile(
            _("Ukendte kolonner: %(names)s. De kendte er: %(known)s.")
            % {"names": ", ".join(unknown[:20]), "known": ", ".join(BY_NAME)}
        )
    if missing:
        raise RefusedFile(_("Disse kolonner mangler: %(names)s.") % {"names": ", ".join(missing)})
    if twice:
        raise RefusedFile(
            _("Disse kolonner er der to af: %(names)s.") % {"names": ", ".join(twice)}
        )
