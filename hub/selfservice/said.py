"""What the links say to the search, the words that people search by first of all."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from hub.findable.sources import ModelSource, Said, register
from hub.selfservice.models import ServiceLink


class Services(ModelSource):
    kind, name, icon, model = "service", _("Self-service"), "link", ServiceLink

    def say(self, keys: list[int]) -> Iterator[Said]:
        for link in ServiceLink.objects.standing().filter(pk__in=keys).select_related("need").order_by("pk"):
            yield Said(
                link.pk,
                link.title,
                link.get_absolute_url(),
                headings=link.keywords,
                text=" · ".join(filter(None, [link.about, link.where, link.need.name if link.need else ""])),
                language=link.language,
                unit=link.unit_id,
            )


register(Services())
