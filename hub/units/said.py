"""What units, their pages and files, and the people in them say to the search."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.files import stored_text
from hub.findable.sources import ModelSource, Said, register
from hub.units.models import Membership, Page, PageFile, Unit


class Pages(ModelSource):
    kind, name, icon, model = "page", _("Pages"), "file", Page

    def say(self, keys: list[int]) -> Iterator[Said]:
        for page in Page.objects.filter(pk__in=keys).order_by("pk"):
            yield Said(
                page.pk,
                page.title,
                page.get_absolute_url(),
                headings=" · ".join(heading.text for heading in richtext.show(page.body).headings),
                text=richtext.words(page.body),
                language=page.language,
                unit=page.unit_id,
                at=page.published_at,
                due_on=page.review_on,
            )


class Files(ModelSource):
    kind, name, icon, model = "file", _("Files"), "paperclip", PageFile
    by_worker = True

    def say(self, keys: list[int]) -> Iterator[Said]:
        for file in PageFile.objects.filter(pk__in=keys).select_related("page").defer("page__body").order_by("pk"):
            yield Said(
                file.pk,
                file.name if not file.is_picture else file.alt or file.name,
                file.get_absolute_url(),
                text=stored_text.text_of(file.name, file.content),
                language=file.page.language,
                unit=file.page.unit_id,
                at=file.added_at,
            )


class Units(ModelSource):
    kind, name, icon, model = "unit", _("Units"), "buildings", Unit

    def say(self, keys: list[int]) -> Iterator[Said]:
        for unit in Unit.objects.filter(pk__in=keys).order_by("pk"):
            about = " ".join(filter(None, (unit.about, unit.place)))
            reach = [unit.kind, unit.phone, unit.email]
            yield Said(
                unit.pk,
                unit.name,
                unit.get_absolute_url(),
                text=" · ".join(filter(None, [about, *reach])),
                unit=unit.pk,
            )


class People(ModelSource):
    kind, name, icon = "person", _("People"), "person"

    @property
    def model(self) -> Any:
        return get_user_model()

    def say(self, keys: list[int]) -> Iterator[Said]:
        """A person by name, with the posts of today; in the job of the night those that begin and end are read anew."""
        posts: dict[int, list[Any]] = {}
        held = Membership.objects.in_force().filter(user__in=keys).select_related("unit").order_by("-percent", "pk")
        for post in held:
            posts.setdefault(post.user_id, []).append(post)
        for person in self.model.objects.filter(pk__in=keys).order_by("pk"):
            mine = posts.get(person.pk, [])
            said = [f"{post.title}, {post.unit.name}" if post.title else post.unit.name for post in mine]
            numbers = [person.number, person.internal_number, person.email]
            yield Said(
                person.pk,
                " ".join(dict.fromkeys([*person.name.split(), person.given_name, person.family_name])).strip(),
                f"/people/{person.pk}/",
                headings=" · ".join(said),
                text=" · ".join(filter(None, [*said, *numbers])),
                unit=mine[0].unit_id if mine else None,
            )


for source in (Pages(), Units(), People(), Files()):
    register(source)
