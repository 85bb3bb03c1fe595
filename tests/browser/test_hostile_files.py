"""Hostile files, opened in a browser by somebody who may see them: nothing runs, nothing is fetched."""

import contextlib
import mimetypes
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Error

from hub.units.models import PageFile
from tests import world as cast
from tests.units.hostile import files as hostile

LARGE = 1_000_000  # bytes, above which a file is after memory and not after the reader
OWN = re.compile(r"http://127\.0\.0\.1:\d+/(healthz|pages/\d+/|static/|profile)")


@pytest.fixture
def world(server):
    return cast.build()


def through_the_form(world, client_of):
    """What the check lets in, as it lets it in."""
    client, path = client_of(world.ola), f"/pages/{world.open_page.pk}/files/"
    for name, data in {**hostile.CLEANSED, **hostile.KEPT}.items():
        file = SimpleUploadedFile("x", data)
        file._name = name
        assert client.post(path, {"file": file}).status_code == 302


def past_the_check(world, client_of):
    """What the check refuses, kept all the same: so the way in which files are answered is tried by itself."""
    for name, data in hostile.REFUSED.items():
        if len(data) < LARGE:
            for kind in {mimetypes.guess_type(name)[0] or "text/html", "image/png"}:
                PageFile.objects.create(
                    page=world.open_page, added_by=world.ola, name=name.replace("\0", ""), size=len(data),
                    content=ContentFile(data, name="x"), content_type=kind,
                )  # fmt: skip


@pytest.mark.parametrize("kept", [through_the_form, past_the_check])
def test_hostile_files_run_nothing_and_fetch_nothing(world, client_of, open_page, kept):
    kept(world, client_of)
    files = PageFile.objects.all()
    page = open_page(world.ola, "/healthz")
    ran, asked, downloads = [], [], []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.on("download", lambda download: (downloads.append(download.suggested_filename), download.cancel()))
    page.goto(f"/pages/{world.open_page.pk}/files/")
    page.locator("#files img").last.scroll_into_view_if_needed()
    for file in files:
        with contextlib.suppress(Error):  # a download is no page to go to
            page.goto(file.get_absolute_url())
    page.goto(f"/pages/{world.open_page.pk}/files/")
    assert len(files) > 15 and ran == []
    theirs = {page.evaluate("path => new URL(path, location).href", file.get_absolute_url()) for file in files}
    assert [url for url in asked if not OWN.match(url) and url not in theirs] == []
    shown = [file for file in files if file.content_type in ("image/png", "image/jpeg")]
    assert len(downloads) == len(files) - len(shown) > 5
    assert not [name for name in downloads if name.endswith((".html", ".svg"))] or kept is past_the_check
    page.complaints.clear()  # pictures that are none
