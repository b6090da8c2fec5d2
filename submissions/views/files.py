"""The files of submissions: copies for everybody who may read them, and pictures for editors."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from measurements.file_response import as_download
from submissions import permissions, storage
from submissions.models import Attachment, FilePicture, FileState, Submission, Use
from submissions.views.counted import count


@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """The copy that was written for everybody, always for download; what came is never given out."""
    found = get_object_or_404(
        Attachment.objects.select_related("submission").exclude(submission=None),
        pk=pk,
        state=FileState.CLEAN,
    )
    if found.submission.is_published:
        count(request, found.submission, Use.DOWNLOADED)
    elif not _can_see(request, found.submission):
        raise Http404
    try:
        content = storage.open_file(found.public_sha256)
    except FileNotFoundError as problem:
        raise Http404 from problem
    return as_download(content, name=found.name, content_type=found.content_type)


@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A page of a file as a picture: drawn by us, and so safe before the file itself is."""
    found = get_object_or_404(
        FilePicture.objects.select_related("attachment__submission").exclude(
            attachment__submission=None
        ),
        attachment=pk,
        number=number,
    )
    if not _can_see(request, found.attachment.submission):
        raise Http404
    try:
        content = storage.open_file(found.sha256)
    except FileNotFoundError as problem:
        raise Http404 from problem
    response = FileResponse(content, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _can_see(request: HttpRequest, found: Submission) -> bool:
    return request.user.is_authenticated and permissions.can_see(request.user, found)
