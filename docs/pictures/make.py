"""Makes the pictures of the README from a running demo: `.venv/bin/python docs/pictures/make.py [address [name ...]]`.

Start `python3 manage.py demo` first, with a new data folder (HUB_DATA) so that nothing but the demo is shown. The
import that is shown is dropped again.
"""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from hub_setup import find_chromium  # noqa: E402

HERE = Path(__file__).resolve().parent
SCREENS: dict[str, dict[str, Any]] = {
    "pc": {"viewport": {"width": 1366, "height": 860}},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5, "has_touch": True},
}
UNIT = "Løkentunet sykehjem"
NURSE, LEADER, CHIEF_EDITOR, HR = "15127", "10257", "15862", "12517"
SHARED_SERVICES = "12061"


def main(address: str = "http://localhost:8000", *names: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name, who, screen, dark, show in PICTURES:
            if names and name not in names:
                continue
            page = signed_in(browser, address, who, screen, dark)
            show(page)
            keep(page, name)
            drop_import(page)
            page.context.close()
        browser.close()


def signed_in(browser: Browser, address: str, who: str, screen: str, dark: bool) -> Page:
    scheme: Any = "dark" if dark else "light"
    page = browser.new_context(base_url=address, color_scheme=scheme, locale="nb-NO", **SCREENS[screen]).new_page()
    page.goto("/sign-in/")
    page.locator(f"form[action$='/{who}/'] button").click()
    page.wait_for_url("**/")
    return page


def keep(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready.then(() => document.activeElement.blur())")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(HERE / f"{name}.png", optimize=True)
    print(f"{name}.png: {(HERE / f'{name}.png').stat().st_size / 1000:.0f} kB")


def drop_import(page: Page) -> None:
    if (button := page.locator("form[action$='/drop/'] button")).count():
        with page.expect_navigation():
            button.click()


# What is shown


def front(page: Page) -> None:
    page.goto("/")


def unit(page: Page) -> None:
    page.goto("/units/")
    page.get_by_role("link", name=UNIT, exact=True).click()


def text(page: Page, title: str = "Ny på Løkentunet") -> None:
    unit(page)
    page.get_by_role("link", name=title).click()


def editor(page: Page) -> None:
    text(page, "Vaktordninger og bytte av vakt")
    page.locator("#edit-page").click()
    page.locator("[data-tools]:not([hidden])").wait_for()


def people(page: Page) -> None:
    page.goto("/people/")
    with page.expect_response(re.compile(r"q=aas")):
        page.locator("#person-q").press_sequentially("aas")
    page.locator("#people").wait_for()


def reach(page: Page) -> None:
    page.goto("/notices/")
    page.get_by_role("link", name="Ny rutine for håndhygiene").first.click()
    page.locator("a[href$='/reach/']").first.click()
    page.locator("#reach").wait_for()


def desk(page: Page) -> None:
    page.goto("/desk/")


def differences(page: Page) -> None:
    """An export of the next month: the one that the demo was made from, with some who moved, ended, or are new."""
    page.goto("/register/")
    page.locator("#runs a").last.click()
    units, people = (page.request.get(f"{page.url}{which}/").text() for which in ("units", "people"))
    page.goto("/register/")
    for field, content in (("units", units), ("people", next_month(people.removeprefix("\ufeff")))):
        file: Any = {"name": f"{field}.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.set_input_files(f"#id_{field}", file)
    page.locator("#new-import button[type=submit]").click()
    page.wait_for_selector("[data-state=waiting]")


def next_month(export: str) -> str:
    head, *rows = export.splitlines()
    columns = {name: place for place, name in enumerate(head.split(";"))}
    cells = [row.split(";") for row in rows]
    for number, row in enumerate(cells):
        if number % 150 == 7:
            row[columns["Enhet"]] = cells[number - 40][columns["Enhet"]]
        if number % 190 == 11:
            row[columns["Prosent"]] = "80" if row[columns["Prosent"]] != "80" else "100"
        if number % 240 == 13:
            row[columns["Etternavn"]] += "-Moen"
    kept = [row for number, row in enumerate(cells) if number % 210 != 17]
    new = [["17001", "Ingrid", "Skjønhaug", *kept[3][3:6], "", "", "01.12.2026", "", ""]]
    new.append(["17002", "Samir", "Łukaszewski", *kept[9][3:6], "", "", "01.12.2026", "", ""])
    return "\n".join([head, *(";".join(row) for row in kept + new)]) + "\n"


PICTURES: list[tuple[str, str, str, bool, Callable[[Page], None]]] = [
    ("unit-light", CHIEF_EDITOR, "pc", False, unit),
    ("front-dark", CHIEF_EDITOR, "pc", True, front),
    ("people-light", NURSE, "pc", False, people),
    ("editor-light", CHIEF_EDITOR, "pc", False, editor),
    ("register-light", HR, "pc", False, differences),
    ("unit-phone", NURSE, "phone", False, unit),
    ("front-phone-dark", NURSE, "phone", True, front),
    ("page-phone", NURSE, "phone", False, text),
    ("reach-light", LEADER, "pc", False, reach),
    ("reach-phone", LEADER, "phone", False, reach),
    ("desk-dark", SHARED_SERVICES, "pc", True, desk),
    ("desk-phone-dark", SHARED_SERVICES, "phone", True, desk),
]

if __name__ == "__main__":
    main(*sys.argv[1:])
