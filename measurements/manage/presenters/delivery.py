"""The page of files: the ways of delivery, what has come, and what a file must hold."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from measurements.ingest import limits
from measurements.manage.ways import CONTENTS, NAMES_IN_ARCHIVE, WAYS, Contents, Way
from measurements.models import InputFile, InputKind, Round
from measurements.wording import whole


@dataclass(frozen=True, slots=True)
class WayLink:
    title: str
    text: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What a file holds, for whoever draws it from a register."""

    title: str
    name_in_archive: str
    contents: Contents


@dataclass(frozen=True, slots=True)
class Delivery:
    ways: list[WayLink]
    here: list[InputFile]
    put_aside: list[str]  # titles of files here that this way of delivery puts out of use
    descriptions: list[Description]
    limits: list[str]


def delivery_of(measured: Round, way: Way) -> Delivery:
    here = measured.current_inputs
    return Delivery(
        ways=[
            WayLink(
                title=str(each.title),
                text=str(each.text),
                url=f"{reverse('manage-round-files', args=[measured.slug])}?maade={each.name}",
                is_current=each is way,
            )
            for each in WAYS
        ],
        here=here,
        put_aside=[
            str(file.get_kind_display()) for file in here if InputKind(file.kind) not in way.kinds
        ],
        descriptions=[_description(kind) for kind in _described(way)],
        limits=_limits(way),
    )


def _described(way: Way) -> list[InputKind]:
    """The tables of this way; an archive may hold any."""
    return [kind for kind in CONTENTS if kind in way.kinds or InputKind.ARCHIVE in way.kinds]


def _description(kind: InputKind) -> Description:
    return Description(
        title=str(kind.label), name_in_archive=NAMES_IN_ARCHIVE[kind], contents=CONTENTS[kind]
    )


def _limits(way: Way) -> list[str]:
    """The limits that somebody may meet, from the page where all of them stand."""
    told = [
        _("CSV, Excel (.xlsx) eller Parquet. Første række er overskrifter."),
        _("Højst %(size)s MB, %(rows)s rækker og %(columns)s kolonner i hver fil.")
        % {
            "size": whole(min(settings.MAX_INPUT_MEGABYTES, limits.MOST_BYTES // limits.MEGABYTE)),
            "rows": whole(limits.MOST_ROWS),
            "columns": whole(limits.MOST_COLUMNS),
        },
        _("Højst %(levels)s forskellige værdier i en kategori og %(characters)s tegn i et felt.")
        % {
            "levels": whole(limits.MOST_LEVELS),
            "characters": whole(limits.MOST_CHARACTERS),
        },
    ]
    if InputKind.ARCHIVE in way.kinds:
        told.append(
            _("Højst %(members)s filer i arkivet, og pakket ud højst %(size)s MB i alt.")
            % {
                "members": whole(limits.MOST_MEMBERS),
                "size": whole(limits.MOST_UNPACKED_BYTES // limits.MEGABYTE),
            }
        )
    return told
