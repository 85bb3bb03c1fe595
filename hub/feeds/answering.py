"""How the world is answered: the same for everybody, so that it may be kept on the way, and with no cookie."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import override

from hub.profile.models import Profile

KEPT = "public, max-age=60"  # what is withdrawn is gone within a minute from whatever keeps copies by the rules
FROM_ELSEWHERE = {"Access-Control-Allow-Origin": "*"}  # scripts of other sites may read it: it is anybody's


def publicly(
    request: HttpRequest, content: bytes, content_type: str, changed: datetime | None = None, language: str = ""
) -> HttpResponseBase:
    """`content`, or 304 to who has it already. `changed` is when it last changed, where that is known."""
    response = HttpResponse(content, content_type=content_type, headers={"Cache-Control": KEPT})
    response.headers["Content-Language"] = language or settings.LANGUAGE_CODE
    response.headers["ETag"] = etag = f'W/"{hashlib.blake2s(content, digest_size=12).hexdigest()}"'
    seconds = int(changed.timestamp()) if changed else None
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    assert answer is not None  # only without a response of ours
    return answer


def shown(request: HttpRequest, template: str, context: dict[str, Any], language: str = "") -> HttpResponseBase:
    """A page for the world. Made without the request, so that nothing of who asks can come into it."""
    language = language or settings.LANGUAGE_CODE
    with override(language):
        text = render_to_string(template, {"profile": Profile.current(), "language": language, **context})
    return publicly(request, text.encode(), "text/html; charset=utf-8", language=language)
