"""What every test can ask for: a database of its own, a signed-in client, and a browser before the real server.

SQLite by default; DATABASE_URL and REDIS_URL choose others, as they do for the hub.
"""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

import hub_setup
from tests.traces import leaves_no_trace, traces  # noqa: F401

SERVER_START = 20  # seconds
SIZES = {"pc": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


def pytest_configure(config: pytest.Config) -> None:
    hub_setup.compile_translations()
    # A password is hashed in many tests; what makes that dear is not what they ask about.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.relative_to(hub_setup.ROOT).parts or "open_page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


# The database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, worker_folder: Path) -> None:
    """SQLite in a file, as in use: in memory it knows neither the queue of writers nor a second process."""
    database = django_settings.DATABASES["default"]
    test = database.setdefault("TEST", {})
    if "sqlite" in database["ENGINE"]:
        test["NAME"] = str(worker_folder / "hub.sqlite3")
        # Nobody restores a test database after a power cut; the tests of durability make databases of their own.
        database.setdefault("OPTIONS", {})["init_command"] = "PRAGMA synchronous = OFF"
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        test.update(NAME=f"test_{database['NAME']}_{worker}_{os.getpid()}", TEMPLATE="template0", CHARSET="UTF8")


@pytest.fixture(scope="session")
def worker_folder() -> Iterator[Path]:
    """A folder for this process, gone with it."""
    with tempfile.TemporaryDirectory(prefix="hub-test-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def own_files(settings: Any, worker_folder: Path) -> Iterator[Path]:
    """What is uploaded in a test lies in a folder that the next one finds empty."""
    settings.DATA = worker_folder / "data"
    settings.MEDIA_ROOT = settings.DATA / "files"
    yield settings.DATA
    shutil.rmtree(settings.DATA, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process keeps for a minute is of the database of another test."""
    cache.clear()


@pytest.fixture
def process_environment(transactional_db: None, worker_folder: Path) -> dict[str, str]:
    """The environment of a process that is to see what this test has in the database."""
    environment = {**os.environ, "HUB_NO_SETUP": "1", "HUB_DATA": str(worker_folder), "SECRET_KEY": "x" * 50}
    if url := os.environ.get("DATABASE_URL"):
        environment["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return environment


# A client


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """`client_of(world.kari)` has signed in; with `htmx=True` it asks as htmx does."""

    def client(person: Any = None, htmx: bool = False) -> Client:
        made = Client(headers={"HX-Request": "true"} if htmx else None)
        if person is not None:
            made.force_login(person)
        return made

    return client


# The real server, in a thread of the test process: it reads the test database and the same settings and clock


@pytest.fixture(scope="session")
def server_address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of daphne as the hub starts it. One serves all tests of a process."""
    from hub.asgi import application  # late: it loads the middleware
    from hub.serving.server import Server, endpoint

    django_settings.ALLOWED_HOSTS = [*django_settings.ALLOWED_HOSTS, "127.0.0.1"]
    opened = threading.Event()
    limit = django_settings.BODY_LARGEST
    server = Server(application, endpoint("127.0.0.1", 0), body_limit=limit, grace=0, announce=lambda _: opened.set())
    thread = threading.Thread(target=server.run, name="daphne", daemon=True)
    thread.start()
    assert opened.wait(SERVER_START), "The server did not start."
    yield f"http://127.0.0.1:{server.port.getHost().port}"
    from twisted.internet import reactor

    reactor.callFromThread(server.stop)
    thread.join(SERVER_START)
    with django_db_blocker.unblock():
        end_other_connections()


def end_other_connections() -> None:
    """The server's threads keep theirs, and PostgreSQL does not drop a database that somebody is connected to."""
    if connection.vendor == "postgresql":
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def server(server_address: str, transactional_db: None) -> str:
    """The server before an empty database that it can see: what the test commits."""
    return server_address


# The browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = hub_setup.find_chromium()
    if program is None:
        pytest.fail(hub_setup.NO_CHROMIUM, pytrace=False)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.asyncio.get_running_loop", loop_of_the_hub)
        # Containers give neither a sandbox nor much shared memory.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def loop_of_the_hub() -> asyncio.AbstractEventLoop:
    """Playwright keeps a loop running in the tests' thread, and Django would take each query for one made within it.

    Django's own switch against that, an environment variable, would be handed on to every process that a test starts.
    """
    if threading.current_thread() is threading.main_thread():
        raise RuntimeError("No loop of ours runs in this thread.")
    return asyncio.get_running_loop()


@pytest.fixture
def open_page(chromium: Any, server: str) -> Iterator[Callable[..., Any]]:
    """`open_page(world.kari, "/pages/7/", size="phone", dark=True)`: a page of its own window, signed in.

    What the page complains of (a refused script, an error in ours, a file that is not there) fails the test, unless the
    test empties `page.complaints` itself.
    """
    contexts: list[Any] = []
    pages: list[Any] = []

    def open_one(person: Any = None, path: str = "/", size: str = "pc", dark: bool = False, **options: Any) -> Any:
        context = chromium.new_context(
            base_url=server,
            viewport=SIZES[size],
            color_scheme="dark" if dark else "light",
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            **options,
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([session_cookie(person, server)])
        page = context.new_page()
        page.complaints = []
        pages.append(page)
        note_complaints(page)
        page.goto(path)
        return page

    yield open_one
    complaints = [complaint for page in pages for complaint in page.complaints]
    for context in contexts:
        context.close()
    assert not complaints, complaints


def session_cookie(person: Any, address: str) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


def note_complaints(page: Any) -> None:
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
