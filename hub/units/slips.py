from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse

from hub.people.models import OneTimeCode


@dataclass(frozen=True)
class Slip:
    """What stands on the paper with which somebody signs in for the first time."""

    person: Any
    code: str
    address: str  # as one types it
    expires_at: datetime

    @classmethod
    def of(cls, person: Any, code: str) -> Self:
        made = OneTimeCode.objects.get(user=person)
        address = settings.SITE_URL.removeprefix("https://") + reverse("code")
        return cls(person, code, address, made.expires_at)

    @property
    def qr(self) -> str:
        """A QR code, as an address of an image, that leads to the code page with the number filled in.

        Never with the code: addresses are kept, by browsers, by proxies and by whoever photographs a slip from afar.
        """
        url = f"{settings.SITE_URL}{reverse('code')}?{urlencode({'number': self.person.number})}"
        return segno.make(url, error="m").svg_data_uri(border=2, light="white", omitsize=True)
