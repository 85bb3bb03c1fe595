"""How soon what is published can be found, in a running hub with its worker. Part of `python3 manage.py bench search`.

Everything goes through addresses and forms, as a browser does. Counted from the answer to who publishes, and for what
the schedule publishes from the moment when a reader can open it, until a reader's search finds it.
"""

import http.client
import re
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from bench import sites
from bench.figures import Figure, at_most
from bench.processes import Server

OSLO = ZoneInfo("Europe/Oslo")
SOON, WAITED = 5, 100  # seconds: what is promised, and when we give up
ROWS = {"units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "0", "units-0-unit": ""}
PDF = Path(__file__).resolve().parent.parent / "hub/demo/content/files/temperaturskjema.pdf"


def figures(folder: Path) -> Iterator[Figure]:
    scene = sites.scene(folder)
    home = scene.addresses["unit home"]
    with sites.hub(folder, "--worker") as server:
        writer, reader = Person(server, scene.cookies["leader"]), Person(server, scene.cookies["nurse"])
        page = writer.new_page(home)
        found = {
            "a page": waited(reader, writer.publish(page)),
            "a notice": waited(reader, writer.send(writer.new_notice(home))),
            "a file, read by the worker": waited(reader, writer.attach(page), "&kind=file"),
        }
        planned, at = writer.new_page(home), (datetime.now(OSLO) + timedelta(minutes=1)).strftime("%d.%m.%Y %H:%M")
        word = writer.publish(planned, when="later", at=at)
        until(lambda: reader.ask(planned)[0] == 200)
        found["a page, by the schedule"] = waited(reader, word)
    for what, seconds in found.items():
        yield at_most(f"{what} is found after", seconds, SOON, "s")


def waited(reader: "Person", word: str, more: str = "") -> float:
    began = time.monotonic()
    until(lambda: 'id="hits"' in reader.ask(f"/search/?q={quote(word)}{more}")[1])
    return time.monotonic() - began


def until(true: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > WAITED:
            raise TimeoutError(f"Nothing after {WAITED} seconds.")
        time.sleep(0.1)


class Person:
    """Somebody signed in, who sends forms."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.server, self.cookie = server, cookie

    def ask(self, path: str, data: str | bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """(status, text, address that it leads on to)."""
        asked = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        method = "GET" if data is None else "POST"
        asked.request(method, path, data, {"Cookie": self.cookie, "Origin": self.server.url, **headers})
        answer = asked.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookie = re.sub(r"; csrftoken=[^;]*", "", self.cookie) + "; " + value.partition(";")[0]
        asked.close()
        return answer.status, text, answer.getheader("Location") or ""

    def form(self, path: str, seen_at: str = "", **fields: str) -> str:
        """Send a form with the hidden fields that stand in it. The address that the answer leads on to."""
        text = self.ask(seen_at or path)[1]
        hidden = re.findall(r'<input type="hidden" name="(csrfmiddlewaretoken|seen|key)" value="([^"]*)"', text)
        data = urlencode({**dict(hidden), **fields})
        status, said, leads = self.ask(path, data, **{"Content-Type": "application/x-www-form-urlencoded"})
        if status != 302:
            raise RuntimeError(f"{path} answered {status}: {bare(said)}")
        return leads

    def new_page(self, home: str) -> str:
        unit = home.strip("/").split("/")[-1]
        return (
            "/" + "/".join(self.form(f"/pages/unit/{unit}/new/", title="Ny side", language="nb").split("/")[1:3]) + "/"
        )

    def publish(self, page: str, **when: str) -> str:
        """With a word in its text that stands nowhere else."""
        word = new_word()
        self.form(f"{page}edit/", title="Ny side", body=f"<p>{word}</p>")
        self.form(f"{page}publish/", **({"when": "now"} | when))
        return word

    def new_notice(self, home: str) -> tuple[str, str]:
        unit, word = home.strip("/").split("/")[-1], new_word()
        fields = {"title": "Nytt", "body": word, "weight": "ordinary", "reach": "here", "language": "nb", **ROWS}
        return self.form(f"/notices/unit/{unit}/new/", **fields), word

    def send(self, written: tuple[str, str]) -> str:
        send, word = written
        self.form(send, when="now")
        return word

    def attach(self, page: str) -> str:
        word, edge = new_word(), secrets.token_hex(8)
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', self.ask(f"{page}files/")[1])[0]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--{edge}\r\n'
        head += f'Content-Disposition: form-data; name="file"; filename="{word}.pdf"\r\n\r\n'
        data = head.encode() + PDF.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        status = self.ask(f"{page}files/", data, **{"Content-Type": f"multipart/form-data; boundary={edge}"})[0]
        if status != 302:
            raise RuntimeError(f"The file was answered with {status}.")
        self.form(f"{page}publish/", when="now")
        return word


def bare(text: str) -> str:
    return re.sub(r"<[^>]*>|\s+", " ", text)[:2000]


def new_word() -> str:
    return "ord" + "".join(secrets.choice("bcdfghklmnprstv") for _ in range(12))
