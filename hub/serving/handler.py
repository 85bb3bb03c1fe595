"""Django's ASGI handler with one crossing to a thread per request.

Stock Django crosses to a thread and back for every middleware (16 times with the usual seven) and makes a new thread
and a new database connection for every request, which costs 1.3 to 2.3 times the processor. Here request_started,
the whole middleware chain, the view and request_finished run as one call on a thread that lasts.

Streams and files are the exception: the view runs on a lasting thread, the sending does not, so slow readers cannot
use up the threads that make pages.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import IO, Any

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import connections
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from hub.serving.lanes import PAGE, THREADS, Turn, Worker, lane_of, lanes

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STREAMS = 32  # sent at the same time; one more waits for its turn
END = object()


def application() -> "Handler":
    """Django as an ASGI application for HTTP, the middleware loaded."""
    django.setup(set_prefix=False)
    return Handler()


class Handler(ASGIHandler):
    """One request, one crossing."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self.lanes = lanes({**THREADS, **getattr(settings, "LANES", {})}.items())
        self.streams = asyncio.Semaphore(STREAMS)
        lane_of("/", "GET")  # loads the addresses now instead of during somebody's first request

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"This handler answers HTTP only, not {scope['type']}.")
        await self.handle(scope, receive, send)

    async def handle(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        reader = Reader(receive)
        try:
            response = await self.answer(scope, body, reader)
            if response is None:
                return
            if isinstance(response, StreamingHttpResponse):
                async with self.streams:
                    await self.stream(response, reader, send)
            else:
                await self.send_response(response, send)
        finally:
            reader.forget()

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """The body as a file. Most requests have none or a small one, which needs no temporary file."""
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        if not message.get("more_body", False):
            return BytesIO(message.get("body", b""))
        body = tempfile.SpooledTemporaryFile(  # noqa: SIM115 closed with the request
            max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b"
        )
        while True:
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                body.seek(0)
                return body
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted

    async def answer(self, scope: dict[str, Any], body: IO[bytes], reader: "Reader") -> HttpResponseBase | None:
        """The response, or None when the reader left while waiting for a free thread."""
        lane = self.lanes.get(lane_of(scope["path"], scope["method"]), self.lanes[PAGE])
        if lane.is_full:
            reader.watch()
        async with Turn(lane) as worker:
            if reader.has_left:
                return None
            made: list[HttpResponseBase] = []
            try:
                await sync_to_async(self.make)(scope, body, made)
            except asyncio.CancelledError:
                worker.submit(close_unread, made)  # after what it is doing
                raise
        return made[0]

    def make(self, scope: dict[str, Any], body: IO[bytes], made: list[HttpResponseBase]) -> None:
        """Everything between the body and the bytes, on one thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = self.get_response(request) if request else refusal
        assert response is not None  # either there is a request or a refusal
        made.append(response)
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()  # sends request_finished, which gives the connection back in the thread that owns it

    async def stream(self, response: StreamingHttpResponse, reader: "Reader", send: Send) -> None:
        """Send a stream until its end or until the reader has left; then close it, whatever happened."""
        thread = Worker("stream")
        sending = asyncio.ensure_future(self.send_stream(response, thread, send))
        try:
            either: set[asyncio.Future[Any]] = {sending, reader.watch()}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()  # nothing happens when it has come to its end
            await asyncio.wait({sending})
            close_in(thread, response)
        if not sending.cancelled():
            sending.result()

    async def send_stream(self, response: StreamingHttpResponse, thread: Worker, send: Send) -> None:
        if not response.is_async:
            response.streaming_content = in_pieces(iter(response))
        async with ThreadSensitiveContext(executor=thread):
            await self.send_response(response, send)


class Reader:
    """Whoever waits for the answer. After the body, the only thing to hear from them is that they have left."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._leaving: asyncio.Future[Message] | None = None

    def watch(self) -> "asyncio.Future[Message]":
        """Something that is done when they have left."""
        if self._leaving is None:
            self._leaving = asyncio.ensure_future(self._receive())
        return self._leaving

    @property
    def has_left(self) -> bool:
        return self._leaving is not None and self._leaving.done()

    def forget(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()


async def in_pieces(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The parts of a synchronous stream, one by one. Django's own way reads it whole into memory first."""
    following = sync_to_async(partial(next, parts, END))
    while isinstance(part := await following(), bytes):
        yield part


def close_in(thread: Worker, response: HttpResponseBase) -> None:
    """End a stream in its own thread, after what that is doing, and the connections that were opened there."""

    def close() -> None:
        try:
            response.close()
        finally:
            connections.close_all()

    thread.submit(close)
    thread.shutdown(wait=False)


def close_unread(made: list[HttpResponseBase]) -> None:
    """A stream that nobody is left to read still has a file or a query open."""
    for response in made:
        if response.streaming:
            response.close()
