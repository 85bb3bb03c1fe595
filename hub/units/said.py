"""What units, their notices, pages and files, and the people in them say to the search."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.files import stored_text
from hub.findable.sources import ModelSource, Said, register
from hub.units.models import Membership, Notice, NoticeFile, NoticeTranslation, Page, PageFile, Unit


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


class Notices(ModelSource):
    kind, name, icon, model = "notice", _("Notices"), "bell", Notice

    def say(self, keys: list[int]) -> Iterator[Said]:
        for notice in Notice.objects.filter(pk__in=keys).order_by("pk"):
            yield said_by(notice, notice, notice.pk, notice.get_absolute_url())


class NoticeTexts(ModelSource):
    """A notice in another language: a document of its own, for those who search in that language."""

    kind, among, name, icon, model = "notice_text", "notice", _("Notices"), "bell", NoticeTranslation

    def say(self, keys: list[int]) -> Iterator[Said]:
        for text in NoticeTranslation.objects.filter(pk__in=keys).select_related("notice").order_by("pk"):
            yield said_by(text.notice, text, text.pk, reverse("notice-in", args=[text.notice_id, text.language]))

    def visible_to(self, user: Any) -> Q:
        return Q(Exists(Notice.objects.visible_to(user).filter(translations=OuterRef("key")).order_by()))


def said_by(notice: Notice, text: Any, key: int, url: str) -> Said:
    """What a notice says in one of its languages. Only what stands is fresh; what ends is placed lower afterwards."""
    return Said(
        key,
        text.title,
        url,
        headings=" · ".join(heading.text for heading in richtext.show(text.body).headings),
        text=richtext.words(text.body),
        language=text.language,
        unit=notice.unit_id,
        at=None if notice.withdrawn_at else notice.sent_at,
        due_on=timezone.localdate(notice.ends_at) if notice.ends_at else None,
    )


class Files(ModelSource):
    kind, name, icon = "file", _("Files"), "paperclip"
    model: Any = PageFile
    by_worker = True
    above = "page"

    def say(self, keys: list[int]) -> Iterator[Said]:
        files = self.model.objects.filter(pk__in=keys).select_related(self.above).defer(f"{self.above}__body")
        for file in files.order_by("pk"):
            thing = getattr(file, self.above)
            yield Said(
                file.pk,
                file.name if not file.is_picture else file.alt or file.name,
                file.get_absolute_url(),
                text=stored_text.text_of(file.name, file.content),
                language=thing.language,
                unit=thing.unit_id,
                at=file.added_at,
            )


class NoticeFiles(Files):
    kind, among, model, above = "notice_file", "file", NoticeFile, "notice"


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


for source in (Pages(), Notices(), NoticeTexts(), Units(), People(), Files(), NoticeFiles()):
    register(source)
