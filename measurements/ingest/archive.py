"""A zip archive of data files → the files, each laid out under the name of what it holds.

What a file holds is told by its name, as `docs/data-format.md` lists them, and failing that by its
headings. Nothing is unpacked before the list of members has been checked, no more is unpacked than
the list says, and the names in the archive never become paths.
"""

import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.personal_data import holds_cpr
from measurements.ingest.readers import PROMISES, read_sheet
from measurements.ingest.sheet import tidy, too_large
from measurements.ingest.source import Source
from measurements.ingest.zip_parts import checked_parts

DAMAGED = "unreadable_zip"

# What a file may be called, without its ending and with small letters → what it holds.
NAMES: Mapping[str, str] = {
    "forloeb": "spells", "forløb": "spells", "spells": "spells",
    "personer": "persons", "persons": "persons",
    "bopaele": "residences", "bopæle": "residences", "residences": "residences",
    "aktiviteter": "activities", "activities": "activities",
    "udgange": "exits", "exits": "exits",
    "kommuner_aar": "labour_market", "kommuner_år": "labour_market",
    "labour_market": "labour_market",
}  # fmt: skip

# Headings that only one kind of file has all of; the first kind that fits is meant.
HEADINGS: Mapping[str, frozenset[str]] = {
    "spells": frozenset({"person_id", "municipality_code", "permit_date", "end_reason"}),
    "persons": frozenset({"person_id", "birth_date", "permit_date"}),
    "residences": frozenset({"person_id", "municipality_code", "from_date"}),
    "activities": frozenset({"person_id", "type", "from_date"}),
    "exits": frozenset({"person_id", "date", "kind"}),
    "labour_market": frozenset({"municipality_code", "year", "unemployment"}),
}

# What systems put into archives on their own.
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
_LITTER_FOLDER = "__MACOSX"

_ARCHIVES = {".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst"}
_CHUNK = 1_000_000  # bytes unpacked at a time


def open_archive(path: Path, *, name: str, into: Path) -> dict[str, Source]:
    """What each file of the archive holds → the file, unpacked; or FileRefused.

    name  what the user called the archive
    into  an empty folder of the caller's, who also clears it away; after a refusal it is empty again
    """
    if holds_cpr(name):
        raise refuse("cpr_in_name")
    if path.stat().st_size > limits.MOST_BYTES:
        raise too_large(path.stat().st_size, limits.MOST_BYTES)
    parts = checked_parts(path, most=limits.MOST_MEMBERS, damaged=DAMAGED)
    _check_names(parts)
    _check_comments(path, parts)
    members = [part for part in parts if not part.is_dir() and not _is_litter(part)]
    if not members:
        raise refuse("empty_zip")
    _check_members(members)
    unpacked: list[Path] = []
    try:
        return _sorted_out(_unpacked(path, members, into, unpacked))
    except FileRefused:
        for file in unpacked:
            file.unlink(missing_ok=True)
        raise


def _check_names(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Personal data first, of all names: after that a name may be quoted."""
    if any(holds_cpr(part.orig_filename) for part in parts):
        raise refuse("cpr_in_name")
    for part in parts:
        if _leads_out(part):
            raise refuse("unsafe_member", member=_shown(part))


def _check_comments(path: Path, parts: Sequence[zipfile.ZipInfo]) -> None:
    with zipfile.ZipFile(path) as archive:
        comments = [archive.comment, *(part.comment for part in parts)]
    if any(holds_cpr(comment.decode("latin-1")) for comment in comments):
        raise refuse("cpr_beside_cells")


def _leads_out(part: zipfile.ZipInfo) -> bool:
    """Whether name or kind of the member would lead out of the folder it is unpacked in."""
    name = part.orig_filename
    kind = stat.S_IFMT(part.external_attr >> 16)
    return (
        name.startswith("/")
        or ".." in name.replace("\\", "/").split("/")
        or any(sign in name for sign in "\\:\0")
        or not name.isprintable()
        or kind not in (0, stat.S_IFREG, stat.S_IFDIR)
    )


def _is_litter(part: zipfile.ZipInfo) -> bool:
    place = PurePosixPath(part.filename)
    return place.parts[0] == _LITTER_FOLDER or place.name.lower() in _LITTER


def _check_members(members: Sequence[zipfile.ZipInfo]) -> None:
    for part in members:
        suffix = PurePosixPath(part.filename).suffix.lower()
        if suffix in _ARCHIVES:
            raise refuse("nested_archive", member=_shown(part))
        if suffix not in PROMISES:
            raise _unknown(_shown(part))
        if part.file_size > limits.MOST_BYTES:
            raise too_large(part.file_size, limits.MOST_BYTES)


def _unpacked(
    path: Path, members: Sequence[zipfile.ZipInfo], into: Path, unpacked: list[Path]
) -> Iterator[Source]:
    """The members, one after the other, in files with numbers for names."""
    with zipfile.ZipFile(path) as archive:
        for number, part in enumerate(members):
            file = into / str(number)
            unpacked.append(file)
            try:
                with archive.open(part) as packed, file.open("xb") as out:
                    _copy(packed, out, most=part.file_size)
            except OSError:
                raise
            except Exception as error:  # zlib, zipfile and struct each have their own
                raise refuse("damaged_member", member=_shown(part)) from error
            yield Source(file, _shown(part))


def _copy(packed: IO[bytes], out: IO[bytes], *, most: int) -> None:
    """Unpack, counting: the size that was checked is the size that is written."""
    size = 0
    while chunk := packed.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise zipfile.BadZipFile
        out.write(chunk)
    if size < most:
        raise zipfile.BadZipFile


def _sorted_out(sources: Iterator[Source]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for source in sources:
        kind = NAMES.get(_stem(source.name)) or _kind_by_headings(source)
        if kind in found:
            raise refuse("doubled_member", member=source.name, other=found[kind].name)
        found[kind] = source
    return found


def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", PurePosixPath(name).stem).lower()


def _kind_by_headings(source: Source) -> str:
    headings = set().union(*HEADINGS.values())
    sheet = read_sheet(source.path, name=source.name, required=sorted(headings))
    titles = {tidy(title).lower() for title in sheet.heading}
    if any(map(holds_cpr, titles)):
        raise refuse("cpr_in_heading")
    for kind, needed in HEADINGS.items():
        if needed <= titles:
            return kind
    raise _unknown(source.name)


def _unknown(name: str) -> FileRefused:
    names = ", ".join(dict.fromkeys(f"{stem}.csv" for stem in NAMES if stem.isascii()))
    return refuse("unknown_member", member=name, names=names)


def _shown(part: zipfile.ZipInfo) -> str:
    """The member's name without its folder, cut short."""
    return PurePosixPath(part.filename).name[-limits.MOST_FOUND_CHARACTERS :] or "/"
