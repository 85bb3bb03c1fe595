"""The floor for daphne: "one-call", that is one crossing to a lasting thread per request, with nothing besides.

This is the least that a Django page on daphne can cost. The hub's own handler (hub/serving/handler.py) does the same
and more: lanes, streams, readers who leave.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.floor.settings")

import django

django.setup(set_prefix=False)

from asgiref.sync import ThreadSensitiveContext, sync_to_async  # noqa: E402
from django.core import signals  # noqa: E402
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import set_script_prefix  # noqa: E402

THREADS = 4


class OneCall(ASGIHandler):
    """Static files, which are streams, take Django's own way out."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self.free = [ThreadPoolExecutor(1, thread_name_prefix=f"page{number}") for number in range(THREADS)]
        self.gate = asyncio.Semaphore(THREADS)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = await self.read_body(receive)
        async with self.gate:
            thread = self.free.pop()
            try:
                async with ThreadSensitiveContext(executor=thread):
                    response = await sync_to_async(self.answer)(scope, body)
            finally:
                self.free.append(thread)
                body.close()
        await self.send_response(response, send)

    def answer(self, scope: dict[str, Any], body: IO[bytes]) -> HttpResponse:
        set_script_prefix("/")
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = self.get_response(request) if request else refusal
        response._handler_class = self.__class__
        if not response.streaming:
            response.close()
        return response


application = OneCall()
