"""Pictures drawn anew: what is kept is what can be seen."""

import io
import warnings
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURES = ("jpg", "jpeg", "png", "gif", "webp")
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
SIDE = 2400  # points; larger pictures are made smaller
# A JPEG can be read at a fraction of its size, unless it was written in several scans: then, as of the others, all of
# it is in memory, at 4 bytes a point or more, before anything can be done. WebP takes four times that.
POINTS_MOST = {"JPEG": 100_000_000, "WEBP": 8_000_000}
POINTS_MOST_OTHER = 16_000_000
SCANS_MOST = 40  # each may cost a look at the whole picture, for a few bytes in the file
_SCAN, _END = b"\xff\xda", b"\xff\xd9"
_PLAIN = ("RGB", "RGBA", "L", "LA")


class TooManyPoints(Exception):
    """The picture would take too much memory or time to unpack."""


def redrawn(upload: Any) -> tuple[str, bytes]:
    """The picture as (type, bytes), turned the right way, without anything that was hidden in the file.

    Raises ValueError whose text is a sentence with %(name)s in it. The size is known before anything is unpacked.
    """
    try:
        return _written(*reduced(upload, SIDE))
    except TooManyPoints:
        raise ValueError(_("“%(name)s” has too many points. Make the picture smaller and try again.")) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError):
        said = _("“%(name)s” is not a picture that can be read. It must be JPEG, PNG, GIF or WebP.")
        raise ValueError(said) from None


def reduced(upload: Any, side: int, formats: tuple[str, ...] = FORMATS) -> tuple[str, Image.Image]:
    """(kind of file, picture): the right way up, at most so many points wide and high, with little memory on the way.

    Raises TooManyPoints, or what Pillow raises for a broken file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image: Image.Image = Image.open(upload, formats=formats)
        except Image.DecompressionBombError:
            raise TooManyPoints from None
    kind = image.format or ""
    _refuse_large(image, kind, upload)
    if kind == "JPEG":
        image.draft("RGB", (side, side))
    if image.mode not in _PLAIN or "transparency" in image.info:
        image = image.convert("RGBA" if _has_holes(image) else "RGB")
    image.thumbnail((side, side))
    return kind, ImageOps.exif_transpose(image)


def _refuse_large(image: Image.Image, kind: str, upload: Any) -> None:
    points, scans = image.width * image.height, 1
    if kind == "JPEG":
        scans += _further_scans(upload)
    most = POINTS_MOST_OTHER if scans > 1 else POINTS_MOST.get(kind, POINTS_MOST_OTHER)
    if points > most or scans > SCANS_MOST:
        raise TooManyPoints


def _further_scans(upload: Any) -> int:
    """How many scans a JPEG has after its first. Pillow has opened it and stands before the points of that one."""
    place = upload.tell()
    rest = upload.read()
    upload.seek(place)
    end = rest.find(_END)
    return rest.count(_SCAN, 0, end if end >= 0 else len(rest))


def _has_holes(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _written(kind: str, image: Image.Image) -> tuple[str, bytes]:
    holes = _has_holes(image)
    photo = kind == "JPEG" or (kind == "WEBP" and not holes)
    plain = image.convert("RGB" if photo or not holes else "RGBA")
    clean = Image.new(plain.mode, plain.size)  # a new sheet: info, profiles and comments stay behind
    clean.paste(plain)
    out = io.BytesIO()
    if photo:
        clean.save(out, "JPEG", quality=85, optimize=True, progressive=True)
        return "image/jpeg", out.getvalue()
    clean.save(out, "PNG", optimize=True)
    return "image/png", out.getvalue()
