"""Which uploads are kept: by what they are, not by what they call themselves."""

import io
import re
import zipfile
from typing import Any, NamedTuple

import puremagic
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from hub.files.names import ending_of, tidy_name
from hub.files.pictures import PICTURES, redrawn

PDF = "application/pdf"
# Ending: (type, a part that every such file holds). All are zip archives.
OFFICE = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    "odt": ("application/vnd.oasis.opendocument.text", "content.xml"),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", "content.xml"),
    "odp": ("application/vnd.oasis.opendocument.presentation", "content.xml"),
}
TEXT = {"txt": "text/plain", "csv": "text/csv"}
ENDINGS = [*PICTURES, "pdf", *OFFICE, *TEXT]
UNPACKED_LARGEST = 300_000_000  # bytes
UNPACKED_RATIO = 100  # times the size of the archive, beyond the first ten megabytes
PARTS_MOST = 5_000
_LISTED_PART = b"PK\x01\x02"  # begins each part's line in the list of an archive
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)


class NotAccepted(Exception):
    """The file is not kept. Its text is a sentence for the person who sent it."""


class Accepted(NamedTuple):
    """A file that may be kept: its tidy name, its true type, and its bytes (pictures drawn anew)."""

    name: str
    content_type: str
    content: File[Any]


def accept(upload: Any) -> Accepted:
    """Look into an upload. Raises NotAccepted, with a sentence, when it is too large or not of a kind that is taken."""
    name = tidy_name(upload.name or "")
    ending = ending_of(name)
    if upload.size > settings.FILE_LARGEST:
        raise NotAccepted(
            _("“%(name)s” is larger than %(size)s, which is the most the hub takes.")
            % {"name": name, "size": filesizeformat(settings.FILE_LARGEST)}
        )
    if not upload.size:
        raise NotAccepted(_("“%(name)s” is empty.") % {"name": name})
    if ending in PICTURES:
        return _picture(name, upload)
    if ending == "pdf":
        return _pdf(name, upload)
    if ending in OFFICE:
        return _office(name, ending, upload)
    if ending in TEXT:
        return _text(name, ending, upload)
    raise NotAccepted(
        _("Files of the kind “%(ending)s” are not taken. These are: %(endings)s.")
        % {"ending": ending or name, "endings": ", ".join(ENDINGS)}
    )


def _not_what_it_says(name: str) -> NotAccepted:
    return NotAccepted(
        _("“%(name)s” is not what its name says, or it is damaged. Save it again from the program it was made in.")
        % {"name": name}
    )


def _picture(name: str, upload: Any) -> Accepted:
    """Drawn anew: nothing of the original file is left but what can be seen, no place, camera or hidden parts."""
    try:
        content_type, content = redrawn(upload)
    except ValueError as refusal:
        raise NotAccepted(str(refusal) % {"name": name}) from None
    stem = name.rpartition(".")[0]
    return Accepted(f"{stem}.{'jpg' if content_type == 'image/jpeg' else 'png'}", content_type, ContentFile(content))


def _pdf(name: str, upload: Any) -> Accepted:
    head, tail = upload.read(2048), _tail(upload)
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail or ".pdf" not in _sniffed(head):
        raise _not_what_it_says(name)
    return Accepted(name, PDF, upload)


def _tail(upload: Any) -> bytes:
    upload.seek(max(0, upload.size - 2048))
    tail = upload.read()
    upload.seek(0)
    return tail


def _sniffed(head: bytes) -> set[str]:
    """The endings of what the first bytes may be."""
    try:
        return {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _office(name: str, ending: str, upload: Any) -> Accepted:
    content_type, part = OFFICE[ending]
    # Before the archive is opened: reading a list of half a million parts takes seconds and hundreds of megabytes.
    if sum(piece.count(_LISTED_PART) for piece in upload.chunks()) > PARTS_MOST:
        raise _unpacks_to_too_much(name)
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise _not_what_it_says(name) from None
    upload.seek(0)
    names = {info.filename for info in parts}
    if part not in names or not upload.read(4) == b"PK\x03\x04":
        raise _not_what_it_says(name)
    if any(found.lower().endswith("vbaproject.bin") for found in names):
        raise NotAccepted(_("“%(name)s” holds a program (macro). Save it without macros.") % {"name": name})
    unpacked = sum(info.file_size for info in parts)
    packed = sum(info.compress_size for info in parts)
    swells = unpacked > 10_000_000 and unpacked > UNPACKED_RATIO * upload.size
    if unpacked > UNPACKED_LARGEST or swells or packed > upload.size or len(parts) > PARTS_MOST:
        raise _unpacks_to_too_much(name)
    upload.seek(0)
    return Accepted(name, content_type, upload)


def _unpacks_to_too_much(name: str) -> NotAccepted:
    return NotAccepted(_("“%(name)s” unpacks to far more than it should, and is not taken.") % {"name": name})


def _text(name: str, ending: str, upload: Any) -> Accepted:
    data = upload.read()
    upload.seek(0)
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_what_it_says(name)
    if _MARKUP.search(data[:4096].replace(b"\x00", b"")):
        raise _not_what_it_says(name)
    return Accepted(name, TEXT[ending], ContentFile(io.BytesIO(data).getvalue()))
