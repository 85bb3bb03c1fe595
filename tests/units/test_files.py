"""Files of pages: what is taken in, who gets it out, and how."""

import io
import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hub.units.models import Page, PageFile
from tests import world as cast
from tests.units.hostile import files as hostile

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast.build()


def upload(client, page, name, data, **more):
    return client.post(f"/pages/{page.pk}/files/", {"file": named(name, data), **more})


def named(name, data):
    file = SimpleUploadedFile("x", data)
    file._name = name  # as a hostile browser sends it
    return file


def kept(world, client_of, name="rutine.pdf", data=hostile.PDF, page=None):
    page = page or world.open_page
    assert upload(client_of(world.ola), page, name, data).status_code == 302
    return PageFile.objects.filter(page=page).latest("pk")


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(world, client_of, settings, name):
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = upload(client_of(world.ola), world.open_page, name, hostile.REFUSED[name])
    assert answer.status_code == 422 and answer.context["form"].errors["file"]
    assert not PageFile.objects.exists() and not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert time.monotonic() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000  # kB


@pytest.mark.parametrize("name", hostile.CLEANSED)
def test_a_picture_keeps_only_what_can_be_seen(world, client_of, name):
    file = kept(world, client_of, name, hostile.CLEANSED[name])
    answer = client_of(world.ola).get(file.get_absolute_url())
    data = b"".join(answer.streaming_content)
    assert Image.open(io.BytesIO(data)).size == (40, 30)
    assert (
        b"KANARI" not in data
        and b"alert" not in data
        and b"PK\x03\x04" not in data
        and not Image.open(io.BytesIO(data)).getexif()
    )
    assert answer["Content-Type"] in ("image/jpeg", "image/png") and answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", hostile.KEPT)
def test_what_is_kept_is_only_ever_a_download_under_a_harmless_name(world, client_of, name):
    file = kept(world, client_of, name, hostile.KEPT[name])
    answer = client_of(world.ola).get(file.get_absolute_url())
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert len(file.name) <= 120 and not set(file.name) & set("/\\\r\n\t\u202e\u2028")
    assert b"".join(answer.streaming_content) == hostile.KEPT[name]


def test_a_large_photo_is_turned_and_made_smaller(world, client_of):
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera on its side
    file = kept(world, client_of, "foto.jpg", hostile.picture("JPEG", (4000, 3000), exif=exif.tobytes()))
    assert Image.open(file.content).size == (1800, 2400)


def test_too_large_a_file_is_refused(world, client_of, settings):
    settings.FILE_LARGEST = 1000
    assert upload(client_of(world.ola), world.open_page, "a.txt", b"x" * 1001).status_code == 422
    assert upload(client_of(world.ola), world.open_page, "a.txt", b"x" * 1000).status_code == 302


def test_only_the_units_writers_add_describe_and_delete(world, client_of):
    file = kept(world, client_of, "a.png", hostile.picture())
    for outsider in (world.sara, world.nils, world.amina):
        assert upload(client_of(outsider), world.open_page, "a.txt", b"x").status_code == 404
        assert client_of(outsider).post(f"/pages/files/{file.pk}/", {"alt": "x"}).status_code == 404
        assert client_of(outsider).post(f"/pages/files/{file.pk}/remove/").status_code == 404
    client_of(world.ola).post(f"/pages/files/{file.pk}/", {"alt": "Brannplan"})
    file.refresh_from_db()
    assert file.alt == "Brannplan"
    client_of(world.ola).post(f"/pages/files/{file.pk}/remove/")
    assert not PageFile.objects.exists()


def test_what_readers_have_is_deleted_by_those_who_publish(world, client_of):
    file = kept(world, client_of)
    world.open_page.publish(world.eva)
    for person, left in ((world.ola, 1), (world.eva, 0)):
        assert client_of(person).post(f"/pages/files/{file.pk}/remove/").status_code == 302
        assert PageFile.objects.count() == left


def test_a_file_is_seen_by_readers_once_it_is_published_with_its_page(world, client_of):
    file = kept(world, client_of)
    assert client_of(world.ola).get(file.get_absolute_url()).status_code == 200
    assert client_of(world.sara).get(file.get_absolute_url()).status_code == 404
    assert file.name not in client_of(world.sara).get(f"/pages/{world.open_page.pk}/").content.decode()
    world.open_page.publish(world.eva)
    assert client_of(world.sara).get(file.get_absolute_url()).status_code == 200
    assert file.name in client_of(world.sara).get(f"/pages/{world.open_page.pk}/").content.decode()
    assert client_of().get(file.get_absolute_url()).status_code == 302


TRICKS = [
    "{0}",
    "{0}/",
    "/files/page//{1}/x.pdf",
    "/files/page/{1}/..%2f",
    "/files/page/{1}/%2e%2e/x",
    "/files/page/{1}/x.pdf%00",
    "/files/PAGE/{1}/x.pdf",
    "/files/page/{1}/x.pdf.",
    "/files/page/0{1}/x.pdf",
    "/files/page/{1}",
    "/files/page/-{1}/x",
    "/files/page/{1}/x.pdf?download=1",
]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_narrowed_file_is_not_found_by_any_way_to_its_address(world, client_of, trick, method):
    file = kept(world, client_of, page=world.narrow_page)
    world.narrow_page.publish(world.eva)
    address = trick.format(file.get_absolute_url(), file.pk)
    answer = getattr(client_of(world.sara), method)(address, headers={"Range": "bytes=0-3"})
    assert answer.status_code == 404 and b"PDF" not in answer.content
    assert client_of(world.amina).get(file.get_absolute_url()).status_code == 200


def test_hidden_missing_and_removed_files_are_answered_alike(world, client_of):
    hidden = kept(world, client_of, page=world.narrow_page)
    gone = kept(world, client_of)
    world.open_page.publish(world.eva)
    sara = client_of(world.sara)
    assert sara.get(gone.get_absolute_url()).status_code == 200
    gone_address = gone.get_absolute_url()
    client_of(world.eva).post(f"/pages/files/{gone.pk}/remove/")
    for address in (hidden.get_absolute_url(), gone_address, "/files/page/99999/x.pdf"):
        answer = sara.get(address)
        assert answer.status_code == 404 and "Content-Disposition" not in answer


RANGES = [
    ("bytes=0-3", 206, b"%PDF", "bytes 0-3/{size}"),
    ("bytes=-6", 206, b"%%EOF\n", "bytes {six}-{last}/{size}"),
    ("bytes=5-", 206, hostile.PDF[5:], "bytes 5-{last}/{size}"),
    ("bytes=0-999999", 200, hostile.PDF, None),
    ("bytes=999999-", 416, b"", "bytes */{size}"),
    ("bytes=5-2", 200, hostile.PDF, None),
    ("bytes=0-1,3-4", 200, hostile.PDF, None),
    ("bytes=-", 200, hostile.PDF, None),
    ("bytes=-0", 416, b"", "bytes */{size}"),
    ("bytes=١-٣", 200, hostile.PDF, None),
    ("bytes=" + "9" * 400 + "-", 416, b"", "bytes */{size}"),
    ("pages=1-2", 200, hostile.PDF, None),
]


@pytest.mark.parametrize("asked, status, data, said", RANGES)
def test_parts_of_a_file_are_answered_as_asked(world, client_of, asked, status, data, said):
    file = kept(world, client_of)
    size = len(hostile.PDF)
    answer = client_of(world.ola).get(file.get_absolute_url(), headers={"Range": asked})
    got = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, got) == (status, data)
    assert answer.headers.get("Content-Range") == (said and said.format(size=size, last=size - 1, six=size - 6))
    assert status == 416 or answer["Content-Length"] == str(len(data))


def test_head_says_the_size_and_sends_nothing(world, client_of):
    file = kept(world, client_of)
    answer = client_of(world.ola).head(file.get_absolute_url())
    assert answer["Content-Length"] == str(len(hostile.PDF)) and not answer.content


def test_a_name_in_any_letters_arrives_whole(world, client_of):
    file = kept(world, client_of, "Årsplan for Đorđević.pdf")
    assert file.get_absolute_url().endswith("/Arsplan-for-Dordevic.pdf")
    answer = client_of(world.ola).get(file.get_absolute_url())
    assert "filename*=utf-8''%C3%85rsplan%20for%20%C4%90or%C4%91evi%C4%87.pdf" in answer["Content-Disposition"]


def test_a_file_that_the_text_uses_is_not_deleted(world, client_of):
    file = kept(world, client_of, "a.png", hostile.picture())
    page = Page.objects.get(pk=world.open_page.pk)
    page.save_draft("x", f'<img src="{file.get_absolute_url()}" alt="Plan">', world.ola, page.draft.number)
    client_of(world.ola).post(f"/pages/files/{file.pk}/remove/")
    assert PageFile.objects.filter(pk=file.pk).exists()


def test_bytes_that_are_gone_are_not_found_rather_than_a_fault(world, client_of):
    file = kept(world, client_of)
    file.content.storage.delete(file.content.name)
    assert client_of(world.ola).get(file.get_absolute_url()).status_code == 404


def test_a_discarded_draft_takes_its_files_along(world, client_of, settings, django_capture_on_commit_callbacks):
    kept(world, client_of, page=world.draft_page)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(world.ola).post(f"/pages/{world.draft_page.pk}/delete/")
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_the_picker_in_the_editor_lists_and_takes_files(world, client_of):
    ola = client_of(world.ola, htmx=True)
    answer = ola.post(f"/pages/{world.open_page.pk}/files/", {"file": named("a.png", hostile.picture())})
    content = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in content and 'data-name="a.png"' in content
    assert ola.post(f"/pages/{world.open_page.pk}/files/", {"file": named("a.exe", b"MZ")}).status_code == 422
