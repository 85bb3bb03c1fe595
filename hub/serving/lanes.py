"""The threads in which pages are made. They live as long as the process, so database connections last too."""

import asyncio
import queue
import threading
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor, Future
from functools import lru_cache, partial
from typing import Any, TypeVar

from asgiref.sync import ThreadSensitiveContext
from django.urls import Resolver404, resolve

PAGE, SLOW, SIGN_IN = "page", "slow", "sign-in"
# Threads per lane. Two for pages: one gives the sockets more air, with two a slow page does not stop all others.
THREADS = {PAGE: 2, SLOW: 1, SIGN_IN: 1}
LONGEST_REMEMBERED = 200  # characters of an address

View = TypeVar("View", bound=Callable[..., Any])


def in_lane(lane: str, methods: Collection[str] = ()) -> Callable[[View], View]:
    """Let a view run in its own lane, so that pages need not wait for it.

    SLOW is for exports, uploads and other work of seconds, SIGN_IN for hashing a password. `methods` narrows it,
    ("POST",) for instance, so that showing the form stays as quick as any page.
    """

    def mark(view: View) -> View:
        view.lane, view.lane_methods = lane, frozenset(methods)  # type: ignore[attr-defined]
        return view

    return mark


def lane_of(path: str, method: str) -> str:
    """The lane that the view behind `path` asked for with `in_lane`."""
    if len(path) > LONGEST_REMEMBERED:  # else somebody could fill the memory with addresses
        return _lane_of.__wrapped__(path, method)
    return _lane_of(path, method)


@lru_cache(maxsize=1024)
def _lane_of(path: str, method: str) -> str:
    try:
        view = resolve(path).func
    except Resolver404:
        return PAGE
    methods: Collection[str] = getattr(view, "lane_methods", ())
    return getattr(view, "lane", PAGE) if not methods or method in methods else PAGE


class Worker(Executor):
    """One thread, one call at a time. It does not hold up the end of the process as ThreadPoolExecutor's do."""

    def __init__(self, name: str) -> None:
        self._work: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._work.put((future, partial(fn, *args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._work.put(None)
        if wait:
            self.thread.join()

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            future, call = item
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as error:
                    future.set_exception(error)
            del item, future, call  # keep no request alive while waiting for the next


class Lane:
    """A few workers and the line of requests that wait for one of them."""

    def __init__(self, name: str, threads: int) -> None:
        self.free = [Worker(f"{name}-{number}") for number in range(threads)]
        self.gate = asyncio.Semaphore(threads)

    @property
    def is_full(self) -> bool:
        return self.gate.locked()


class Turn:
    """`async with Turn(lane) as worker:` thread-sensitive calls run on a worker that nobody else has meanwhile."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    async def __aenter__(self) -> Worker:
        await self.lane.gate.acquire()
        self.worker = self.lane.free.pop()  # last in, first out: the thread whose caches are warmest
        self.context = ThreadSensitiveContext(executor=self.worker)
        await self.context.__aenter__()
        return self.worker

    async def __aexit__(self, kind: type[BaseException] | None, *error: Any) -> None:
        await self.context.__aexit__(kind, *error)
        if kind is None:
            self.give_back()
            return
        # The server gave up on this call, for instance because the reader left. A thread cannot be stopped: it goes on
        # to the end of the page, and only then may the next request have it.
        loop = asyncio.get_running_loop()
        self.worker.submit(loop.call_soon_threadsafe, self.give_back)

    def give_back(self) -> None:
        self.lane.free.append(self.worker)
        self.lane.gate.release()


def lanes(threads: Iterable[tuple[str, int]]) -> dict[str, Lane]:
    return {name: Lane(name, count) for name, count in threads}
