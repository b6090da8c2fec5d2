"""What reviewers do: return with a comment, publish, reject, correct."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from measurements import danish
from submissions import permissions
from submissions.actions import indexing, judging, linking
from submissions.actions.moving import Attempt, make_move
from submissions.actions.sharing import Content, columns_of, set_related
from submissions.cautions import Caution, cautions_of
from submissions.lifecycle import Action, MoveRefused
from submissions.models import FileState, Submission
from submissions.permissions import Person


@transaction.atomic
def return_with_comment(
    *,
    submission: Submission,
    version: int,
    by: Person,
    now: datetime,
    comment: str,
    comments: Mapping[str, str] | None = None,
    criteria: Collection[str] | None = None,
) -> None:
    """Send it back with what is missing.

    comments  on single fields, by the form's names
    criteria  those that the editor holds are met; None: nothing is said of them
    """
    on_fields = {name: text for name, text in (comments or {}).items() if text.strip()}
    if on_fields and not comment.strip():
        with override(settings.LANGUAGE_CODE):  # it is the author's to read, not the editor's
            comment = _("Se kommentarerne ved de enkelte felter.")
    make_move(Attempt(submission, Action.RETURN, version, by, now, comment, on_fields))
    _tick(submission, criteria, by=by, now=now)


@transaction.atomic
def reject(
    *, submission: Submission, version: int, by: Person, now: datetime, comment: str
) -> None:
    make_move(Attempt(submission, Action.REJECT, version, by, now, comment))


@transaction.atomic
def publish(
    *,
    submission: Submission,
    version: int,
    by: Person,
    now: datetime,
    comment: str = "",
    accepted: Collection[str] = (),
    criteria: Collection[str] | None = None,
) -> None:
    """Make it public under an address of its own, or under that of the edition it replaces.

    accepted  keys of the cautions about personal data that the editor has read; without each of
              them it is not published
    criteria  those that the editor holds are met; None: nothing is said of them
    """
    permissions.check_can_move(by, submission, Action.PUBLISH)
    cautions = cautions_of(submission)
    if version == submission.version:  # whoever comes second is told that, and nothing else
        _check_files_are_searched(submission)
        _check_are_read(cautions, accepted)
    earlier = _edition_with_the_address(submission)
    slug = earlier.slug if earlier and not earlier.title_hidden else free_slug(submission)
    if earlier:
        _make_room(earlier, by=by, now=now)
    read = tuple(each.key for each in cautions)
    make_move(
        Attempt(submission, Action.PUBLISH, version, by, now, comment, accepted=read),
        slug=slug,
        published_at=now,
        **_date_of(submission, now),
    )
    _tick(submission, criteria, by=by, now=now)
    linking.request(submission, *([earlier] if earlier else []), now=now)
    indexing.ring()


@transaction.atomic
def correct(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Person,
    now: datetime,
    comment: str = "",
) -> None:
    """Put right what is public: a slip of the pen, the wrong municipality. The address stays.

    What the sender stands for by a tick is theirs alone, and stays as well.
    """
    make_move(
        Attempt(submission, Action.CORRECT, version, by, now, comment),
        **columns_of(submission, content),
    )
    set_related(submission, replace(content, criteria=None))
    linking.request(submission, now=now)
    indexing.ring()


def free_slug(submission: Submission) -> str:
    """The title's address; the municipality, then a number, where the title is taken."""
    title = _address_of_title(submission)
    taken = set(Submission.objects.filter(slug__startswith=title).values_list("slug", flat=True))
    place = submission.municipality
    candidates = [title, *([f"{title}-{place.slug}"[:110]] if place else [])]
    candidates += [f"{candidates[-1]}-{number}" for number in range(2, len(taken) + 3)]
    return next(each for each in candidates if each not in taken)


def is_of_its_title(submission: Submission) -> bool:
    """Whether the address tells the title of today, and no other that it once had."""
    place = f"(-{submission.municipality.slug})?" if submission.municipality else ""
    pattern = rf"{re.escape(_address_of_title(submission))}{place}(-\d+)?"
    return re.fullmatch(pattern, str(submission.slug)) is not None


def _address_of_title(submission: Submission) -> str:
    return danish.slug(submission.title)[:80].strip("-") or "bidrag"


def _check_files_are_searched(submission: Submission) -> None:
    """What stands in a file is not known before it was taken apart; the virus check may follow."""
    unknown = submission.attachments.filter(state=FileState.WAITING, public_sha256="")
    if names := list(unknown.values_list("name", flat=True)):
        raise MoveRefused(
            ngettext(
                "Vent lidt med at offentliggøre: filen %(names)s er endnu ikke undersøgt for "
                "personoplysninger. Prøv igen om et minut.",
                "Vent lidt med at offentliggøre: filerne %(names)s er endnu ikke undersøgt for "
                "personoplysninger. Prøv igen om et minut.",
                len(names),
            )
            % {"names": ", ".join(names)}
        )


def _check_are_read(cautions: Iterable[Caution], accepted: Collection[str]) -> None:
    """A refusal names the cautions that nobody has ticked off."""
    missing = [each for each in cautions if each.key not in accepted]
    if missing:
        raise MoveRefused(
            _("Sæt kryds ved hver advarsel, når du har set efter: %(missing)s.")
            % {"missing": "; ".join(f"{each.where}: {each.what}" for each in missing)}
        )


def _tick(
    submission: Submission, criteria: Collection[str] | None, *, by: Person, now: datetime
) -> None:
    if criteria is not None:
        judging.tick(submission=submission, criteria=criteria, by=by, now=now)


def _edition_with_the_address(submission: Submission) -> Submission | None:
    """The edition that readers find now, or the notice of one that was withdrawn since."""
    if submission.replaces_id is None:
        return None
    return Submission.objects.filter(code=submission.code, slug__isnull=False).first()


def _make_room(earlier: Submission, *, by: Person, now: datetime) -> None:
    """The older edition leaves its address: a consequence, not a decision of its own."""
    if earlier.is_published:
        make_move(Attempt(earlier, Action.REPLACE, earlier.version, by, now), slug=None)
    else:  # withdrawn it stays, only its notice gives way
        Submission.objects.filter(pk=earlier.pk).update(slug=None)


def _date_of(submission: Submission, now: datetime) -> dict[str, int]:
    """A method is published here and now; a report carries the date it came out elsewhere."""
    if submission.year is not None:
        return {}
    return {"year": now.year, "month": now.month}
