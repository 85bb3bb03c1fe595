"""What the tests of the dialogue do, as a browser does it."""

from hub.people.models import User
from hub.units.models import Membership


def write(client, thing, body, **more):
    return client.post(f"/dialogue/{thing.thread_id}/write/", {"body": body, **more})


def answer(client, comment, body, **more):
    return client.post(f"/dialogue/comments/{comment.pk}/answer/", {"body": body, **more})


def page_of(client, thing):
    return client.get(thing.get_absolute_url()).content.decode()


def open_up(page):
    page.comments_open = True
    page.save(update_fields=["comments_open"])
    return page


def hide(client, comment, reason="Navn på en beboer"):
    return client.post(f"/dialogue/comments/{comment.pk}/hide/", {"reason": reason})


def reader(world):
    """Somebody in the audience who writes nothing in the unit."""
    person = User.objects.create(number="2001", given_name="Per", family_name="Pleier")
    Membership.objects.create(user=person, unit=world.lokentunet)
    return person
