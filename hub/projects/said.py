"""What projects and their news say to the search. What is said in a room is looked for there, and is in no index."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.findable.sources import ModelSource, Said, register
from hub.projects.models import News, Project


class Projects(ModelSource):
    kind, name, icon, model = "project", _("Projects"), "star", Project

    def say(self, keys: list[int]) -> Iterator[Said]:
        """Only what is not done yet is fresh."""
        for project in Project.objects.filter(pk__in=keys).select_related("room").order_by("pk"):
            yield Said(
                project.pk,
                project.room.title,
                project.get_absolute_url(),
                text=" · ".join(filter(None, [project.goal, project.meaning, project.contact])),
                unit=project.unit_id,
                at=None if project.is_done else project.created_at,
            )


class ProjectNews(ModelSource):
    kind, among, name, icon, model = "project_news", "project", _("Project news"), "bell", News

    def say(self, keys: list[int]) -> Iterator[Said]:
        """Under the name of the project; old as soon as that is done."""
        for news in News.objects.filter(pk__in=keys).select_related("project__room").order_by("pk"):
            yield Said(
                news.pk,
                news.title,
                news.get_absolute_url(),
                headings=news.project.room.title,
                text=richtext.words(news.body),
                unit=news.project.unit_id,
                at=None if news.project.is_done else news.at,
            )


for source in (Projects(), ProjectNews()):
    register(source)
