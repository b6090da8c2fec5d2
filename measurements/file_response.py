"""Files from outside, always for download: never opened as a page of ours, whatever is in them."""

from pathlib import Path
from typing import IO

from django.http import FileResponse, Http404


def for_download(path: Path, *, name: str, content_type: str) -> FileResponse:
    try:
        file = path.open("rb")
    except FileNotFoundError as problem:
        raise Http404 from problem
    return as_download(file, name=name, content_type=content_type)


def as_download(file: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
