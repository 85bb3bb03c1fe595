"""What people say under the demo's notices and one of its pages."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.demo import content
from hub.dialogue.models import Comment, Reaction
from hub.people.models import User
from hub.units.models import Notice, Page


def make_dialogue(pages: dict[str, Page]) -> None:
    """The verbs that people use, and then the clock is set back."""
    people = User.objects.in_bulk(field_name="number")
    made: dict[str, Comment] = {}
    now, table = timezone.now(), content.table("dialogue")["said"]
    for said in table:
        thing = _thing(said, pages)
        to = made[said["to"]] if "to" in said else None
        comment = thing.thread.say(said["body"], people[said["by"]], to=to)
        if "id" in said:
            made[said["id"]] = comment
        at = now - timedelta(minutes=said["minutes"])
        Comment.objects.filter(pk=comment.pk).update(created_at=at)
        comment.mentions.update(at=at)
        _react(comment, thing, said.get("reactions", {}))
    for said in table:
        if hidden := said.get("hidden"):
            made[said["id"]].hide(people[hidden["by"]], hidden["reason"])
            at = now - timedelta(minutes=hidden["minutes"])
            Comment.objects.filter(pk=made[said["id"]].pk).update(hidden_at=at)


def _thing(said: dict[str, Any], pages: dict[str, Page]) -> Any:
    if "on" in said:
        return Notice.objects.get(title=said["on"])
    page = Page.objects.get(pk=pages[said["page"]].pk)
    page.comments_open = True
    page.save(update_fields=["comments_open"])
    return page


def _react(comment: Comment, thing: Any, wanted: dict[str, int]) -> None:
    """By readers who are not of the cast, the first by number."""
    cast = [person["number"] for person in content.table("cast")["person"]]
    readers = list(thing.readers().exclude(number__in=cast).order_by("number")[: max(wanted.values(), default=0)])
    Reaction.objects.bulk_create(
        Reaction(comment=comment, user=reader, kind=kind) for kind, n in wanted.items() for reader in readers[:n]
    )
