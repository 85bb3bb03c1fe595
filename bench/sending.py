"""A crisis lead at the forms of the hub, over HTTP."""

import re
import threading
import urllib.request
from urllib.parse import urlencode

FORM = {
    "kind": "drill", "level": "red", "text": "Røyk i korridoren", "instructions": "Gå ut", "page": "",
    "reach": "everybody", "asks_rollcall": "on", "on_screens": "on", "units-TOTAL_FORMS": "0",
    "units-INITIAL_FORMS": "0",
}  # fmt: skip
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="(\d+)"')


class Sender:
    """Writes, sends and ends alerts, one after the other."""

    def __init__(self, url: str, cookie: str) -> None:
        self.url, self.cookies = url, dict([cookie.split("=", 1)])
        self.at = self.token = self.seen = ""

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        """The address that one lands on, and the page there."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **data}).encode() if data is not None else None
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = urllib.request.Request(self.url + path, body, {"Cookie": kept, "Referer": self.url + path})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            page = answer.read().decode()
            for said in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = said.partition(";")[0].partition("=")
                self.cookies[name] = value
            if found := TOKEN.search(page):
                self.token = found[1]
            return answer.url.removeprefix(self.url), page

    def write(self, title: str) -> None:
        self.ask("/alerts/new/")
        self.at, page = self.ask("/alerts/new/", FORM | {"title": title, "key": title[-12:]})
        found = SEEN.search(page)
        assert found, "The alert was not taken."
        self.seen = found[1]

    def press(self) -> threading.Thread:
        """Send it, without waiting for the answer."""
        pressing = threading.Thread(target=self.ask, args=(self.at, {"seen": self.seen}))
        pressing.start()
        return pressing

    def end(self) -> None:
        self.ask(self.at.replace("/send/", "/end/"), {"text": "Over"})
