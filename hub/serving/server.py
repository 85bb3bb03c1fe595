"""Starts daphne inside this process and ends it in an orderly way.

    run(application, "127.0.0.1", 8000, announce=print)

returns when SIGINT or SIGTERM has come and the running requests are answered.
"""

import hub.serving.no_tls  # noqa: F401  # isort: skip

# Importing daphne.server also chooses Twisted's asyncio reactor, so nothing of Twisted may be imported before it.
import daphne.server  # isort: skip

import asyncio
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet import reactor
from twisted.internet.endpoints import serverFromString
from twisted.internet.error import CannotListenError
from twisted.logger import globalLogBeginner

from hub.serving import readiness
from hub.serving.http import Factory, Inbox, Request, Socket, SocketFactory

logger = logging.getLogger(__name__)

BODY_LIMIT = 40_000_000  # bytes
MESSAGE_LIMIT = 4096  # bytes of one websocket message from a browser
BACKLOG = 4096  # connections that wait to be accepted: everybody comes back at once after a restart
ANSWER_TIME = 60  # seconds until the reader is told that the page did not come
SOCKET_TIME = 20  # seconds for a socket to be let in, when 3,000 ask at once
DRAIN_TIME = 30  # seconds for running requests to end
GOODBYE_TIME = 2  # seconds for sockets to say goodbye
LEFT = {"disconnected": True}  # what is known of a connection that is not
SERVICE_RESTART = 1012  # websocket close code (RFC 6455 registry): come back in a moment


class PortTaken(Exception):
    """Another program listens where we wanted to."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is taken by another program. Choose another with --port.")
        self.port = port


def run(
    application: Any,
    host: str,
    port: int,
    *,
    body_limit: int = BODY_LIMIT,
    grace: float = 0,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until SIGINT or SIGTERM, then drain. Raises PortTaken.

    `announce` gets one line when the port is open. `grace` is for load balancers: so many seconds the server goes on
    accepting after /readyz has begun to say no.
    """
    server = Server(application, endpoint(host, port), body_limit=body_limit, grace=grace, announce=announce)
    with stopping_by_signal(server):
        server.run()
    if isinstance(server.failure, CannotListenError):
        raise PortTaken(port) from server.failure
    if server.failure is not None:
        raise server.failure


def endpoint(host: str, port: int) -> str:
    address = host.strip("[]").replace(":", r"\:")
    return f"tcp:port={port}:interface={address}:backlog={BACKLOG}"


class Server(daphne.server.Server):
    """Daphne with limits, room for a burst of visitors, and an orderly end."""

    def __init__(
        self, application: Any, endpoint: str, *, body_limit: int, grace: float, announce: Callable[[str], None]
    ) -> None:
        super().__init__(
            application,
            endpoints=[endpoint],
            signal_handlers=False,
            http_timeout=ANSWER_TIME,
            websocket_connect_timeout=SOCKET_TIME,
            websocket_handshake_timeout=SOCKET_TIME,
            websocket_max_message_size=MESSAGE_LIMIT,
            websocket_max_frame_size=MESSAGE_LIMIT,
            server_name="",
        )
        self.body_limit = body_limit
        self.grace = grace
        self.announce = announce
        self.failure: BaseException | None = None
        self.port: Any = None
        self.leaving_since: float | None = None

    def run(self) -> None:
        """As daphne's, with our protocols, and without starting when the port cannot be had."""
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = Factory(self)
        self.ws_factory = SocketFactory(self, server=self.server_name)
        self.ws_factory.setProtocolOptions(
            autoPingTimeout=self.ping_timeout,
            allowNullOrigin=True,  # who may connect is decided by the application, which knows the address of the hub
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )
        globalLogBeginner.beginLoggingTo([lambda event: None], redirectStandardIO=False, discardBuffer=True)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        serverFromString(reactor, self.endpoints[0]).listen(self.http_factory).addCallbacks(
            self.listen_success, self.listen_error
        )
        if self.failure is None:
            reactor.callLater(1, self.application_checker)
            reactor.callLater(2, self.timeout_checker)
            reactor.addSystemEventTrigger("before", "shutdown", self.kill_all_applications)
            self.is_open()
            reactor.run(installSignalHandlers=False)

    def is_open(self) -> None:
        """Just before the loop begins: the listening socket already keeps visitors in its line."""
        # What is loaded by now stays until the end; the collector need not look at it every time it sweeps. With
        # five times as many new objects before a sweep, what waits to be swept would take 4 MB more.
        gc.collect()
        gc.freeze()
        gc.set_threshold(2_000, 20, 100)
        address = self.port.getHost()
        host = f"[{address.host}]" if ":" in address.host else address.host
        self.announce(f"Listening on http://{host}:{address.port}/")

    def listen_success(self, port: Any) -> None:
        self.port = port

    def listen_error(self, failure: Any) -> None:
        self.failure = failure.value

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> asyncio.Queue[dict[str, Any]] | None:
        """As daphne's, but with an inbox that reads the body piece by piece."""
        if protocol not in self.connections:
            return None
        inbox = Inbox(protocol.take_body()) if scope["type"] == "http" else asyncio.Queue()
        scope.setdefault("asgi", {"version": "3.0"})
        answering = self.application(scope=scope, receive=inbox.get, send=partial(self.handle_reply, protocol))
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(answering)
        return inbox

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """As daphne's, and then wait for a slow reader before the next piece of a long answer is made."""
        if message["type"] == "websocket.send" and self.connections.get(protocol, LEFT).get("disconnected") is None:
            protocol.handle_reply(message)  # nothing to check or to wait for, and there are thousands of these
            return
        await super().handle_reply(protocol, message)
        if message.get("more_body") and isinstance(protocol, Request):
            await protocol.flowing.wait()

    def leave(self) -> None:
        """Begin the end: say no on /readyz, stop listening, let running requests finish. Called twice, end at once."""
        if self.leaving_since is not None:
            self.stop()
            return
        self.leaving_since = time.monotonic()
        readiness.leaving.set()
        reactor.callLater(self.grace, self.stop_listening)

    def stop_listening(self) -> None:
        if self.port is not None:
            self.port.stopListening()
        self.wait_for_requests(time.monotonic() + DRAIN_TIME)

    def wait_for_requests(self, until: float) -> None:
        running = len(self.protocols(Request))
        if running and time.monotonic() < until:
            reactor.callLater(0.05, self.wait_for_requests, until)
            return
        if running:
            logger.warning("%d requests were not finished after %d seconds and are given up.", running, DRAIN_TIME)
        self.say_goodbye()

    def say_goodbye(self) -> None:
        for socket in self.protocols(Socket):
            if socket.state == Socket.STATE_OPEN:
                socket.sendCloseFrame(code=SERVICE_RESTART)
        self.wait_for_sockets(time.monotonic() + GOODBYE_TIME)

    def wait_for_sockets(self, until: float) -> None:
        if self.protocols(WebSocketProtocol) and time.monotonic() < until:
            reactor.callLater(0.05, self.wait_for_sockets, until)
        else:
            self.stop()

    def protocols(self, kind: type) -> list[Any]:
        """The connections of one kind that are still there."""
        return [
            one for one, details in self.connections.items() if isinstance(one, kind) and "disconnected" not in details
        ]

    def kill_all_applications(self) -> Any:
        """As daphne's, which fails on a connection whose request has not fully arrived."""
        for protocol in [one for one, details in self.connections.items() if "application_instance" not in details]:
            del self.connections[protocol]
        return super().kill_all_applications()


class stopping_by_signal:
    """Within this, SIGINT and SIGTERM end the server instead of the process."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.before: dict[int, Any] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self.before[number] = signal.signal(number, self.stop)

    def stop(self, number: int, frame: Any) -> None:
        reactor.callFromThread(self.server.leave)

    def __exit__(self, *error: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)
