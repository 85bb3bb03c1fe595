"""Daphne's two protocols with the limits that they lack.

As shipped, daphne takes a body of any size into memory before anybody is asked, believes a root path from the client,
never slows down for a reader who does not read, and queues without end what a socket sends.
"""

import asyncio
import logging
import time
from functools import partial
from io import BytesIO
from typing import IO, Any

from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet.interfaces import IPushProducer
from twisted.internet.tcp import Connection
from zope.interface import implementer

from hub.serving import refusing

logger = logging.getLogger(__name__)

PIECE = 65_536  # bytes of a body at a time
LINGER = 10  # seconds in which a refused body is read away, so that the client gets to see the refusal
ARRIVAL = 300  # seconds in which a request must have arrived; a slow line needs time for a large file
UNREAD_MESSAGES = 100  # of one socket, waiting for the application
UNSENT_BYTES = 1_000_000  # to one socket whose reader does not read
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\n"


@implementer(IPushProducer)
class Request(WebRequest):
    """One HTTP request. Refuses a large body, reads a body piece by piece, waits for slow readers."""

    content: Any
    refused = False
    received = 0
    error_template = "<!doctype html><title>%(title)s</title><h1>%(title)s</h1><p>%(body)s</p>"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving_since = self.last_progress = time.time()
        self.flowing = asyncio.Event()  # cleared while the reader does not take what has been sent
        self.flowing.set()

    def gotLength(self, length: int | None) -> None:
        if length is not None and length > self.server.body_limit:
            self.refuse()
        else:
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:
        if self.refused:
            return
        self.received += len(data)
        if self.received > self.server.body_limit:  # a body in chunks does not say beforehand how long it is
            self.refuse()
        else:
            super().handleContentChunk(data)

    def refuse(self) -> None:
        """Answer 413 at once, read away what is under way for a moment, and hang up."""
        self.refused = True
        self.requestHeaders.removeHeader(b"Expect")  # else Twisted asks for the body after we refused it
        if self.content is not None:
            self.content.close()
        self.content = BytesIO()
        transport = self.channel.transport
        cookies = b"; ".join(self.requestHeaders.getRawHeaders(b"Cookie", []))
        headers, body = refusing.page("413.html", cookies, otherwise="413 Content Too Large")
        transport.write(TOO_LARGE + b"".join(b"%s: %s\r\n" % header for header in headers) + b"\r\n" + body)
        transport.loseWriteConnection()
        self.channel.dataReceived = lambda data: None
        self.channel.callLater(LINGER, transport.abortConnection)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        if not self.refused:
            super().requestReceived(command, path, version)

    def process(self) -> Any:
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        self.channel.registerProducer(self, True)
        return super().process()

    def take_body(self) -> IO[bytes]:
        """The received body; daphne is left with an empty one, as it would put all of it into its queue at once."""
        body, self.content = self.content, BytesIO()
        body.seek(0)
        return body

    def finish(self) -> None:
        self.flowing.set()
        if self.channel is not None:
            self.channel.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:
        self.flowing.set()  # whoever waits shall find out that the reader has left
        super().connectionLost(reason)

    def pauseProducing(self) -> None:
        self.flowing.clear()

    def resumeProducing(self) -> None:
        self.last_progress = time.time()
        self.flowing.set()

    def stopProducing(self) -> None:
        self.resumeProducing()

    def check_timeouts(self) -> None:
        """Give up on a request that does not arrive, an answer that does not come, a reader who does not read."""
        if self.channel is None or self.finished:
            return
        now = time.time()
        if not hasattr(self, "request_start"):
            if now - self.arriving_since > ARRIVAL:
                self.channel.transport.abortConnection()
        elif not self._response_started:
            super().check_timeouts()
        elif not self.flowing.is_set() and now - self.last_progress > self.server.http_timeout:
            self.channel.transport.abortConnection()


class Factory(HTTPFactory):
    def buildProtocol(self, addr: Any) -> Any:
        protocol = super().buildProtocol(addr)
        # Twisted would take forms apart too, in memory and on the loop. Django does it after permission was asked.
        protocol.requestFactory = partial(Request, parsePOSTFormSubmission=False)
        return protocol

    def log(self, request: Request) -> None:
        """Twisted would write a line per request to nowhere."""


class Inbox(asyncio.Queue[dict[str, Any]]):
    """What the application receives of a request: the body, read as it is asked for, and then that the reader left."""

    def __init__(self, body: IO[bytes]) -> None:
        super().__init__()
        self.body: IO[bytes] | None = body

    def put_nowait(self, message: dict[str, Any]) -> None:
        if message["type"] != "http.request":  # daphne's, of the empty body that we left it
            super().put_nowait(message)

    async def get(self) -> dict[str, Any]:
        if self.body is None or not self.empty():
            return await super().get()
        piece = self.body.read(PIECE)
        more = len(piece) == PIECE
        if not more:
            self.body.close()
            self.body = None
        return {"type": "http.request", "body": piece, "more_body": more}


class Framed:
    """The text that was sent last, as the bytes of its frame: what goes to thousands is packed once."""

    def __init__(self) -> None:
        self.text, self.bytes = "", text_frame("")

    def frame(self, text: str) -> bytes:
        if text is not self.text:
            self.text, self.bytes = text, text_frame(text)
        return self.bytes


def text_frame(text: str) -> bytes:
    """RFC 6455, section 5.2: final, text, not masked."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


@implementer(IPushProducer)
class Socket(WebSocketProtocol):
    """One websocket. Closes on a client that floods and on one that does not read."""

    choked = False
    unsent = 0
    framed = Framed()

    def onOpen(self) -> None:
        self.transport.unregisterProducer()  # the HTTP channel it began as
        self.transport.registerProducer(self, True)
        super().onOpen()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        if self.application_queue.qsize() < UNREAD_MESSAGES:
            super().onMessage(payload, isBinary)
        elif self.state == self.STATE_OPEN:
            logger.warning("A socket sent faster than it is read and was closed.")
            self.sendCloseFrame(code=1008)

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:
        if self.choked:
            self.unsent += len(content)
            if self.unsent > UNSENT_BYTES:
                self.transport.abortConnection()
                return
        if isinstance(content, str) and self.state == self.STATE_OPEN and self._perMessageCompress is None:
            self.send_at_once(self.framed.frame(content))
        else:
            super().serverSend(content, binary)

    def send_at_once(self, frame: bytes) -> None:
        """Into the machine's own buffer, if nothing waits before it: Twisted would turn its loop twice for that."""
        pipe = self.transport
        is_clear = isinstance(pipe, Connection) and pipe.connected and not pipe.disconnecting and not waits(pipe)
        sent = pipe.writeSomeData(frame) if is_clear else 0
        left = frame[sent:] if isinstance(sent, int) else frame
        if left:
            pipe.write(left)

    def pauseProducing(self) -> None:
        self.choked = True

    def resumeProducing(self) -> None:
        self.choked, self.unsent = False, 0

    def stopProducing(self) -> None:
        pass


def waits(pipe: Connection) -> bool:
    """Whether bytes that were written before are still here."""
    return bool(pipe._tempDataBuffer) or pipe.offset < len(pipe.dataBuffer)


class SocketFactory(WebSocketFactory):
    protocol = Socket
