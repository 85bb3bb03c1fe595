"""Photos of people: drawn anew from what was uploaded, so that nothing else that lay in the file is kept."""

import io
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from hub.files.pictures import TooManyPoints, reduced

SIDE = 512  # pixels
LARGEST = 12_000_000  # bytes as uploaded
FORMATS = ("JPEG", "PNG", "WEBP")


def redraw(upload: Any) -> ContentFile:
    """The upload as a square JPEG the right way up, without EXIF, position, profile or thumbnail.

    Raises ValidationError with a sentence when it is too large or no picture of these kinds.
    """
    if upload.size > LARGEST:
        raise ValidationError(_("The picture is too large. Choose one of at most 12 MB."))
    try:
        picture = _square(reduced(upload, SIDE * 2, FORMATS)[1])
    except TooManyPoints:
        raise ValidationError(_("The picture has too many pixels. Choose a smaller one.")) from None
    except Exception as error:  # a broken or hostile file raises anything
        raise ValidationError(_("This is not a picture that we can read. Choose a JPEG, PNG or WebP.")) from error
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85, optimize=True)
    return ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _square(picture: Image.Image) -> Image.Image:
    upright = picture.convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    ground.alpha_composite(upright)
    square = ImageOps.fit(ground.convert("RGB"), (SIDE, SIDE), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    return Image.frombytes("RGB", square.size, square.tobytes())  # pixels only


def set_photo(user: Any, photo: ContentFile | None) -> None:
    """Give the person a photo, or none. The old one is gone for good once that is certain."""
    old = user.photo.name
    user.photo = photo or ""
    user.save(update_fields=["photo"])
    if old:
        transaction.on_commit(lambda: user.photo.storage.delete(old), robust=True)
