"""What the letters about one's own account say."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.outbox.kinds import Text, kind
from hub.outbox.models import Letter
from hub.people.entry import link_parts
from hub.profile.models import Profile


@kind("reset", gettext_lazy("Link to a new password"), at_night=True, at_once=True, lasts=1)
def reset(letter: Letter) -> Text:
    """The token is made now, so that it never stands in the database."""
    url = settings.SITE_URL + reverse("reset-link", args=link_parts(letter.user))
    municipality = Profile.current().name
    text = render_to_string("mail/reset.txt", {"person": letter.user, "url": url, "municipality": municipality})
    return Text(_("New password for %(name)s") % {"name": municipality}, text)


@kind("new_email", gettext_lazy("That your e-mail address was changed"), at_night=True, at_once=True)
def new_email(letter: Letter) -> Text:
    """To the old address: if it was somebody else's doing, its owner notices."""
    context = {"person": letter.user, "municipality": Profile.current().name}
    return Text(_("Your e-mail address was changed"), render_to_string("mail/new_email.txt", context))
