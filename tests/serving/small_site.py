# ruff: noqa: E402 the settings come before what reads them
"""A Django project of one file, for trying the server against a real process.

python tests/serving/small_site.py PORT     prints "Listening on ..." and serves until SIGTERM
"""

import asyncio
import hashlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings


def database() -> dict[str, Any]:
    """A database of its own, unless the tests name one (SMALL_SITE_DATABASE, Django's settings as JSON)."""
    if "SMALL_SITE_DATABASE" in os.environ:
        return dict(json.loads(os.environ["SMALL_SITE_DATABASE"]))
    return {"ENGINE": "hub.database.sqlite", "NAME": Path(tempfile.mkdtemp(prefix="small-site-")) / "small.sqlite3"}


if not settings.configured:
    settings.configure(
        SECRET_KEY="small",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        DATABASES={"default": {**database(), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}},
        LOGGING_CONFIG=None,
    )

from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from hub.serving.health import healthz, readyz
from hub.serving.lanes import SIGN_IN, SLOW, in_lane

seen: dict[str, Any] = {"started": [], "finished": [], "closed": 0, "sent": 0}


def thread() -> str:
    return threading.current_thread().name


request_started.connect(lambda **kwargs: seen["started"].append(thread()), weak=False)
request_finished.connect(lambda **kwargs: seen["finished"].append(thread()), weak=False)


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def about(request: HttpRequest) -> JsonResponse:
    """Where this request runs and what it looks like from the inside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    told = {"thread": thread(), "connection": id(connection.connection), "path": request.path_info}
    return JsonResponse(told | {"script": request.META["SCRIPT_NAME"], "pid": os.getpid()})


@in_lane(SIGN_IN)  # so that it answers while the page threads are busy
def log(request: HttpRequest) -> JsonResponse:
    return JsonResponse(seen)


def wait(request: HttpRequest) -> HttpResponse:
    time.sleep(float(request.GET["seconds"]))
    return HttpResponse("waited")


@in_lane(SLOW)
def slow(request: HttpRequest) -> HttpResponse:
    return wait(request)


def fail(request: HttpRequest) -> HttpResponse:
    raise ValueError("planted")


async def asynchronous(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0.01)
    user = await asyncio.to_thread(thread)
    return HttpResponse(f"async {user != ''} {threading.current_thread() is threading.main_thread()}")


def upload(request: HttpRequest) -> JsonResponse:
    file = request.FILES["file"]
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    return JsonResponse({"name": file.name, "size": file.size, "sha256": digest, "words": request.POST.get("words")})


def length(request: HttpRequest) -> HttpResponse:
    size = 0
    while piece := request.read(65_536):
        size += len(piece)
    return HttpResponse(str(size))


def numbers(request: HttpRequest) -> StreamingHttpResponse:
    """Rows read from the database while they are sent, in one thread throughout."""

    def rows() -> Iterator[str]:
        yield f"{thread()}\n"
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n"
                )
                for (number,) in cursor:
                    yield f"{number}\n"
        finally:
            seen["closed"] += 1

    return StreamingHttpResponse(rows(), content_type="text/plain")


def endless(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        try:
            while True:
                seen["sent"] += 1
                yield b"x" * 65_536
        finally:
            seen["closed"] += 1

    return StreamingHttpResponse(parts())


async def ticking(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[str]:
        try:
            while True:
                yield "tick\n"
                await asyncio.sleep(0.01)
        finally:
            seen["closed"] += 1

    return StreamingHttpResponse(parts())


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(open(__file__, "rb"), as_attachment=True, filename="small_site.txt")


urlpatterns = [
    path("", hello),
    path("about/", about),
    path("log/", log),
    path("wait/", wait),
    path("slow/", slow),
    path("fail/", fail),
    path("async/", asynchronous),
    path("upload/", upload),
    path("length/", length),
    path("numbers/", numbers),
    path("endless/", endless),
    path("ticking/", ticking),
    path("file/", file),
    path("healthz", healthz),
    path("readyz", readyz),
]


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A websocket that answers with what it gets; "flood" makes it send without end, "sleep" stop receiving."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        if message["text"] == "sleep":
            await asyncio.sleep(3600)
        while message["text"] == "flood":
            await send({"type": "websocket.send", "text": "x" * 5_000})
            await asyncio.sleep(0)
        await send({"type": "websocket.send", "text": message["text"]})


if __name__ == "__main__":
    from hub.serving.guard import Guard
    from hub.serving.handler import application
    from hub.serving.server import run

    http = application()

    async def both(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await (echo if scope["type"] == "websocket" else http)(scope, receive, send)

    limit = int(os.environ.get("BODY_LIMIT", 1_000_000))
    run(Guard(both), "127.0.0.1", int(sys.argv[1]), body_limit=limit, announce=lambda line: print(line, flush=True))
