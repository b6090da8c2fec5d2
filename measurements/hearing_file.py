"""The file of a municipality's answer, when the answer has been published with its round."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from measurements import published
from measurements.actions import hearing_files
from measurements.file_response import for_download


@require_safe
def answered_file(request: HttpRequest, slug: str, sha256: str) -> FileResponse:
    """By its digest, so that the address holds whatever later versions of the round carry."""
    for measured in published.readable_versions(slug):
        for answer in measured.hearing_answers:
            if answer.file_sha256 and answer.file_sha256 == sha256:
                return for_download(
                    hearing_files.path_of(sha256),
                    name=answer.file_name,
                    content_type=hearing_files.content_type_of(answer.file_name),
                )
    raise Http404
