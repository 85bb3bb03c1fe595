from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from hub.people.entry import link_parts
from hub.people.models import User
from hub.profile.models import Profile


@task()
def send_link(user_id: int) -> None:
    """Send the link to a new password, in the person's language; nothing for 0, which stands for nobody.

    The token is made here, so that it never stands among the task's arguments.
    """
    user = User.objects.active().filter(pk=user_id).exclude(email=None).first()
    if user is None or user.email is None:
        return
    with translation.override(user.language):
        url = settings.SITE_URL + reverse("reset-link", args=link_parts(user))
        municipality = Profile.current().name
        text = render_to_string("mail/reset.txt", {"person": user, "url": url, "municipality": municipality})
        send_mail(_("New password for %(name)s") % {"name": municipality}, text, None, [user.email])


@task()
def tell_of_new_email(user_id: int, old: str) -> None:
    """Tell the old address that letters go to another from now on: if it was somebody else's doing, they notice."""
    user = User.objects.active().filter(pk=user_id).first()
    if user is None:
        return
    with translation.override(user.language):
        municipality = Profile.current().name
        text = render_to_string("mail/new_email.txt", {"person": user, "municipality": municipality})
        send_mail(_("Your e-mail address was changed"), text, None, [old])
