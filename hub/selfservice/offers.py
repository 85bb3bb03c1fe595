"""The links that units keep, as they stand on the page."""

from typing import Any

from hub.selfservice.models import ServiceLink
from hub.selfservice.sources import Offer, Source, register


class Links(Source):
    kind, order = "link", 10

    def rows(self, reader: Any) -> Any:
        return ServiceLink.objects.visible_to(reader).standing().select_related("unit")

    def offer(self, link: ServiceLink) -> Offer:
        return Offer(
            self.kind, link.pk, link.title, link.address, link.about, link.need_id, link.unit.name, link.language,
            link.keywords, link.needs_email, link.on_phone, link.is_counted,
        )  # fmt: skip


register(Links())
