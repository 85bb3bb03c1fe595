"""The one way in which the bytes of a stored file leave."""

import logging
import re
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

logger = logging.getLogger(__name__)
INLINE = {"image/jpeg", "image/png"}  # only what the hub itself has drawn
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


class _Part:
    """Some bytes of an open file, read as if they were all of it."""

    def __init__(self, file: Any, start: int, length: int) -> None:
        self.file, self.left = file, length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.file.close()


def serve(request: HttpRequest, files: Any, pk: int) -> HttpResponseBase:
    """Answer with the bytes of `files` number `pk`; `files` is what the reader may see, all else is 404.

    Only pictures of the hub's own drawing are shown in place; everything else is a download, never a page of ours.
    """
    file = get_object_or_404(files, pk=pk)
    try:
        content = file.content.open("rb")
    except OSError:
        logger.error("The bytes of %s %s are gone.", file._meta.label, file.pk)
        raise Http404 from None
    start, length = _wanted(request, file.size)
    response = _answer(request, content, start, length, file.size)
    response.headers["Content-Type"] = file.content_type
    response.headers["Content-Disposition"] = (
        content_disposition_header(file.content_type not in INLINE, file.name) or ""
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _wanted(request: HttpRequest, size: int) -> tuple[int, int]:
    """Where to begin and how many bytes; a length of -1 for a range outside the file.

    A list of ranges, a broken one, or one bound to another version (If-Range) gets the whole file, as RFC 9110 allows.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or "If-Range" in request.headers or not (asked[1] or asked[2]):
        return 0, size
    if not asked[1]:  # the last so many
        length = min(int(asked[2][:18]), size)
        return size - length, length or -1
    start = int(asked[1][:18])
    end = min(int(asked[2][:18]), size - 1) if asked[2] else size - 1
    if asked[2] and int(asked[2][:18]) < start:
        return 0, size
    return (start, end - start + 1) if start < size else (0, -1)


def _answer(request: HttpRequest, content: Any, start: int, length: int, size: int) -> HttpResponseBase:
    response: HttpResponseBase
    if length < 0:
        content.close()
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    if request.method == "HEAD":
        content.close()
        response = HttpResponse()
    else:
        response = FileResponse(_Part(content, start, length))
    response.headers["Content-Length"] = str(length)
    if length != size:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    return response
