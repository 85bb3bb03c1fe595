"""What the dialogue tells people of: it waits for nobody, and counts until the list has been looked at."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.dialogue.telling import answers_to, followed_by, mentions_of, told_to
from hub.waiting.sources import MOST, Asked, Source, Thing, register

SHOWN = 90  # characters of a comment


class Told(Source):
    """Comments of one kind."""

    icon, since = "pencil", "created_at"
    found: Callable[[Any], Any]

    def asking(self, reader: Any) -> Any:
        return type(self).found(reader)

    def things(self, rows: Any, reader: Any) -> Iterable[Thing]:
        for comment in rows.select_related("author")[: MOST + 1].with_things(reader):
            if comment.thing is not None:
                yield Thing(
                    str(comment.thing),
                    comment.get_absolute_url(),
                    place=comment.author.name,
                    note=Truncator(" ".join(comment.body.split())).chars(SHOWN),
                    since=comment.created_at,
                )

    def asked(self, people: Any) -> Iterator[Asked]:
        for kind, person, comment, at in told_to(people):
            if kind == self.kind:
                yield Asked(person, comment, at)


class Answers(Told):
    kind, name, order, found = "answer", _("Answers to you"), 20, staticmethod(answers_to)

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s answer to you", "%(n)s answers to you", n) % {"n": n}


class Mentions(Told):
    kind, name, order, found = "mention", _("You are mentioned"), 25, staticmethod(mentions_of)

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s comment that mentions you", "%(n)s comments that mention you", n) % {"n": n}


class Followed(Told):
    kind, name, order, found = "followed", _("New where you follow the comments"), 30, staticmethod(followed_by)

    @staticmethod
    def counted(n: int) -> str:
        return ngettext("%(n)s comment where you follow", "%(n)s comments where you follow", n) % {"n": n}


for source in (Answers(), Mentions(), Followed()):
    register(source)
