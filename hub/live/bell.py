"""The bell: tells this process, and others over the channel layer, that a stream has something new.

    ring(["room/7"])      something new there
    ring(["?12"])         person 12 may have lost something: ask again

Ringing never waits and never raises. A ring that is lost does no harm: every process also looks by itself.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterable

from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)
GROUP = "hub.live"
PATIENCE = 1  # seconds for the channel layer to take a ring
MOST_WAITING = 1000  # rings; more are dropped while Redis is away, and polling makes up for them

Hear = Callable[[list[str]], object]


class Bell:
    """One per process. Inside, rings reach the exchange's loop; outward, a thread hands them to the channel layer."""

    def __init__(self) -> None:
        self._inside: tuple[asyncio.AbstractEventLoop, Hear] | None = None
        self._outward: queue.Queue[list[str]] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def answer(self, loop: asyncio.AbstractEventLoop, hear: Hear) -> None:
        """From now on rings of this process are heard in `loop`."""
        self._inside = (loop, hear)

    def ring(self, what: Iterable[str]) -> None:
        said = list(what)
        self.ring_inside(said)
        self.ring_outward(said)

    def ring_inside(self, said: list[str]) -> None:
        if self._inside is not None:
            loop, hear = self._inside
            try:
                loop.call_soon_threadsafe(hear, said)
            except RuntimeError:  # that loop has ended
                self._inside = None

    def ring_outward(self, said: list[str]) -> None:
        if not crosses_processes():
            return
        try:
            self._outward.put_nowait(said)
        except queue.Full:
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._send, name="bell", daemon=True)
                self._thread.start()

    def _send(self) -> None:
        asyncio.run(self._send_all())

    async def _send_all(self) -> None:
        layer = get_channel_layer()
        while layer is not None:
            said = self._outward.get()  # nothing else runs in this loop
            while len(said) < 100 and not self._outward.empty():
                said = said + self._outward.get_nowait()
            try:
                message = {"type": "ring", "what": list(dict.fromkeys(said))}
                await asyncio.wait_for(layer.group_send(GROUP, message), PATIENCE)
            except Exception as error:
                logger.debug("A ring did not get out: %s", error)


def crosses_processes() -> bool:
    layer = get_channel_layer()
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


bell = Bell()
ring = bell.ring
