"""A backup: one tar file with the database, the stored files and a list of both, tried out before it counts.

The list (manifest.json, last in the archive) has the rows per table and a SHA-256 sum per file. The secret key is not
in it: a backup lies in other places than the hub, and whoever has the key can sign in as anybody.
"""

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from hub.database.stores import Rows, Store, StoreError, write_through

MANIFEST = "manifest.json"
FILES = "files/"
ONLY_FOR_US = 0o600


@dataclass(frozen=True)
class Backup:
    """What a checked backup holds."""

    path: Path
    rows: Rows
    files: int

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def __str__(self) -> str:
        rows = f"{sum(self.rows.values()):,}".replace(",", " ")
        return f"{self.path}: {rows} rows in {len(self.rows)} tables, {self.files} files, {self.size / 1e6:.1f} MB"


def write(store: Store, media: Path, folder: Path) -> Backup:
    """Make a backup in `folder`, restore it into a scratch copy, compare, and only then give it its name."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.now(UTC).astimezone()
    path = folder / f"hub-{moment:%Y-%m-%d-%H%M%S-%f}.tar"
    unproved = path.with_suffix(".part")
    try:
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            saved = Path(scratch) / store.file_name
            rows = store.save(saved)
            pack(unproved, saved, media, {"made_at": moment.isoformat(), "database": store.file_name, "rows": rows})
        unproved.chmod(ONLY_FOR_US)
        write_through(unproved)
        proved = check(store, unproved)
        unproved.rename(path)
        write_through(path)
    finally:
        unproved.unlink(missing_ok=True)
    return Backup(path, proved.rows, proved.files)


def check(store: Store, path: Path) -> Backup:
    """Restore into a scratch copy and compare every sum and every count. Raises StoreError."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        manifest = unpack(path, Path(scratch), store.file_name)
        rows = store.check(Path(scratch) / store.file_name)
    if rows != manifest["rows"]:
        differing = sorted(name for name in rows | manifest["rows"] if rows.get(name) != manifest["rows"].get(name))
        raise StoreError(f"The restored copy has other rows than the database had: {', '.join(differing)}.")
    return Backup(path, rows, len(manifest["sums"]) - 1)


def restore(store: Store, path: Path, media: Path) -> Backup:
    """Check a backup and put it in the place of what is there now; the present files are kept under another name."""
    proved = check(store, path)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent) as scratch:
        unpack(path, Path(scratch), store.file_name, with_files=True)
        store.load(Path(scratch) / store.file_name)
        if media.exists():
            media.rename(media.with_name(f"{media.name}.before-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"))
        arrived = Path(scratch) / FILES
        arrived.mkdir(exist_ok=True)
        shutil.move(arrived, media)
    return proved


def pack(path: Path, database: Path, media: Path, manifest: dict[str, Any]) -> None:
    """The database first: a file that is added meanwhile is one too many, never one too few."""
    with tarfile.open(path, "w") as tar:
        sums = {database.name: add(tar, database, database.name)}
        for file in sorted(media.rglob("*")) if media.exists() else []:
            if file.is_file():
                name = FILES + file.relative_to(media).as_posix()
                try:
                    sums[name] = add(tar, file, name)
                except FileNotFoundError:
                    continue  # removed while we were packing
        text = json.dumps({**manifest, "sums": sums}, indent=1)
        with tempfile.TemporaryFile() as listed:
            listed.write(text.encode())
            information = tarfile.TarInfo(MANIFEST)
            information.size = listed.tell()
            listed.seek(0)
            tar.addfile(information, listed)


def add(tar: tarfile.TarFile, file: Path, name: str) -> str:
    """Put one file into the archive and return its SHA-256 sum."""
    with file.open("rb") as content:
        summing = Summing(content)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=content), summing)
    return summing.sum.hexdigest()


class Summing:
    """A file that is summed up while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.sum.update(piece)
        return piece


def unpack(path: Path, folder: Path, database: str, with_files: bool = False) -> dict[str, Any]:
    """The manifest, after all sums were found right; the database, and the files if wanted, end up in `folder`."""
    try:
        with tarfile.open(path) as tar:
            sums = {member.name: sum_of(tar, member) for member in members(tar)}
            listed = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(listed) if listed else {}
            wrong = sorted(name for name in sums | manifest["sums"] if sums.get(name) != manifest["sums"].get(name))
            if wrong:
                raise StoreError(f"The backup {path} is damaged: {', '.join(wrong[:5])}.")
            if database not in manifest["sums"]:
                raise StoreError(f"{path} is a backup of another kind of database ({manifest['database']}).")
            wanted = [member for member in members(tar) if with_files or member.name == database]
            # From Python 3.11.4 on; Debian 12 has 3.11.2, and there only `members` keeps a name inside the folder.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(folder, wanted)
            return manifest
    except (tarfile.TarError, KeyError, ValueError, OSError) as error:
        raise StoreError(f"{path} is not a whole backup of the hub: {error}.") from None


def members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The files in it, besides the manifest. A name that leads out of the folder raises ValueError."""
    for member in tar.getmembers():
        if member.isfile() and member.name != MANIFEST:
            if member.name.startswith("/") or ".." in Path(member.name).parts:
                raise ValueError(f"{member.name} leads out of the backup")
            yield member


def sum_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = tar.extractfile(member)
    assert content is not None
    with content:
        return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
