"""Backup and restore: through the commands, on whichever database the suite runs."""

import tarfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from hub.database import archive
from hub.database.stores import SqliteStore, StoreError, opened, store_of


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    path = tmp_path / "hub.sqlite3"
    with opened(path) as rows:
        rows.execute("PRAGMA journal_mode = WAL")
        rows.execute("CREATE TABLE thing (name TEXT)")
        rows.executemany("INSERT INTO thing VALUES (?)", [("én",), ("to",)])
    return SqliteStore(path)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    (tmp_path / "files/pages").mkdir(parents=True)
    (tmp_path / "files/pages/abc").write_bytes(b"hei" * 1000)
    return tmp_path / "files"


def things(path: Path) -> list[str]:
    with opened(path) as rows:
        return [name for (name,) in rows.execute("SELECT name FROM thing ORDER BY 1")]


def test_what_was_saved_comes_back(store: SqliteStore, media: Path, tmp_path: Path) -> None:
    made = archive.write(store, media, tmp_path / "out")
    assert (made.rows, made.files) == ({"thing": 2}, 1)
    with opened(store.path) as rows:
        rows.execute("DELETE FROM thing")
    (media / "pages/abc").unlink()
    archive.restore(store, made.path, media)
    assert things(store.path) == ["to", "én"]
    assert (media / "pages/abc").read_bytes() == b"hei" * 1000


def test_what_was_there_is_kept_beside(store: SqliteStore, media: Path, tmp_path: Path) -> None:
    made = archive.write(store, media, tmp_path / "out")
    with opened(store.path) as rows:
        rows.execute("INSERT INTO thing VALUES ('tre')")
    archive.restore(store, made.path, media)
    (kept,) = tmp_path.glob("hub.sqlite3.before-*")
    assert things(kept) == ["to", "tre", "én"]
    assert list(tmp_path.glob("files.before-*"))


def test_a_restore_into_nothing_works(store: SqliteStore, media: Path, tmp_path: Path) -> None:
    made = archive.write(store, media, tmp_path / "out")
    fresh = SqliteStore(tmp_path / "new/hub.sqlite3")
    archive.restore(fresh, made.path, tmp_path / "new/files")
    assert things(fresh.path) == ["to", "én"]


def test_rows_in_the_log_only_are_saved_too(store: SqliteStore, media: Path, tmp_path: Path) -> None:
    with opened(store.path) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("INSERT INTO thing VALUES ('tre')")
        assert archive.write(store, media, tmp_path / "out").rows == {"thing": 3}


def test_a_running_hub_stops_a_restore(store: SqliteStore, media: Path, tmp_path: Path) -> None:
    made = archive.write(store, media, tmp_path / "out")
    with opened(store.path) as reader:
        reader.execute("SELECT * FROM thing").fetchall()
        with pytest.raises(StoreError, match="Stop it"):
            archive.restore(store, made.path, media)
    assert things(store.path) == ["to", "én"]


@pytest.mark.parametrize("place", [3000, 9000])
def test_a_changed_byte_is_found(store: SqliteStore, media: Path, tmp_path: Path, place: int) -> None:
    made = archive.write(store, media, tmp_path / "out")
    content = bytearray(made.path.read_bytes())
    content[place] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        archive.check(store, made.path)


def test_half_an_archive_and_another_file_are_refused(store: SqliteStore, media: Path, tmp_path: Path) -> None:
    made = archive.write(store, media, tmp_path / "out")
    content = made.path.read_bytes()
    for size in (0, 100, len(content) // 2):
        made.path.write_bytes(content[:size])
        with pytest.raises(StoreError):
            archive.check(store, made.path)


def test_a_file_that_leads_out_of_the_folder_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "hostile.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"))
    with pytest.raises(StoreError, match="leads out"):
        archive.check(store, tmp_path / "hostile.tar")


def test_a_backup_with_missing_rows_never_gets_its_name(
    store: SqliteStore, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteStore, "check", lambda self, path: {"thing": 1})
    with pytest.raises(StoreError, match="thing"):
        archive.write(store, media, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_only_the_owner_may_read_a_backup_and_no_secret_is_in_it(
    store: SqliteStore, media: Path, tmp_path: Path
) -> None:
    made = archive.write(store, media, tmp_path / "out")
    assert made.path.stat().st_mode & 0o077 == 0
    with tarfile.open(made.path) as tar:
        assert tar.getnames() == ["hub.sqlite3", "files/pages/abc", "manifest.json"]


@pytest.mark.django_db(transaction=True)
def test_the_command_saves_proves_and_keeps_as_many_as_asked(tmp_path: Path, settings: Any) -> None:
    said = StringIO()
    for _ in range(3):
        call_command("backup", tmp_path, keep=2, stdout=said)
    assert said.getvalue().count("whole") == 3
    assert len(list(tmp_path.glob("hub-*.tar"))) == 2
    call_command("restore", max(tmp_path.glob("hub-*.tar")), check=True, stdout=said)


def test_a_backup_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="There is no backup at"):
        call_command("restore", "/nowhere.tar")


@pytest.mark.django_db(transaction=True)
def test_postgresql_comes_back_row_for_row(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("for PostgreSQL")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE trial (name text)")
        cursor.execute("INSERT INTO trial VALUES ('én'), ('to')")
    try:
        made = archive.write(store_of(connection), Path(django_settings.MEDIA_ROOT), tmp_path)
        assert made.rows["trial"] == 2
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM trial")
        store_of(connection).load(unpacked(made.path, tmp_path))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM trial")
            assert cursor.fetchone() == (2,)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS trial")


def unpacked(path: Path, folder: Path) -> Path:
    archive.unpack(path, folder, "hub.pgdump")
    return folder / "hub.pgdump"
