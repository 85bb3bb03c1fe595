"""Pictures drawn anew: what is kept is what can be seen."""

import io
import warnings
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURES = ("jpg", "jpeg", "png", "gif", "webp")
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
SIDE = 2400  # points; larger pictures are made smaller
# A JPEG can be read at a fraction of its size; the others take 4 bytes a point before anything can be done.
POINTS_MOST = {"JPEG": 100_000_000}
POINTS_MOST_OTHER = 16_000_000


def redrawn(upload: Any) -> tuple[str, bytes]:
    """The picture as (type, bytes), turned the right way, without anything that was hidden in the file.

    Raises ValueError whose text is a sentence with %(name)s in it. The size is known before anything is unpacked.
    """
    broken = _("“%(name)s” is not a picture that can be read. It must be JPEG, PNG, GIF or WebP.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError:
        raise ValueError(_too_many_points()) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError):
        raise ValueError(broken) from None
    if image.width * image.height > POINTS_MOST.get(image.format or "", POINTS_MOST_OTHER):
        raise ValueError(_too_many_points())
    try:
        return _drawn(image)
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, Image.DecompressionBombError):
        raise ValueError(broken) from None


def _too_many_points() -> str:
    return _("“%(name)s” has too many points. Make the picture smaller and try again.")


def _drawn(image: Image.Image) -> tuple[str, bytes]:
    if image.format == "JPEG":
        image.draft("RGB", (SIDE, SIDE))
    turned = ImageOps.exif_transpose(image)
    has_holes = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    photo = image.format == "JPEG" or (image.format == "WEBP" and not has_holes)
    plain = turned.convert("RGB" if photo or not has_holes else "RGBA")
    plain.thumbnail((SIDE, SIDE))
    clean = Image.new(plain.mode, plain.size)  # a new sheet: info, profiles and comments stay behind
    clean.paste(plain)
    out = io.BytesIO()
    if photo:
        clean.save(out, "JPEG", quality=85, optimize=True, progressive=True)
        return "image/jpeg", out.getvalue()
    clean.save(out, "PNG", optimize=True)
    return "image/png", out.getvalue()
