"""What letters from the units say."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.outbox.kinds import Text, kind
from hub.outbox.models import Letter
from hub.profile.models import Profile
from hub.units.models import Notice, Reminder
from hub.waiting.stopping import stop_headers, stop_url


@kind("reminder", gettext_lazy("Reminder from a leader"))
def reminder(letter: Letter) -> Text | None:
    """That something waits; what it is about is for those who are signed in. Nothing when it is done meanwhile."""
    given = Reminder.objects.filter(pk=letter.about["reminder"]).first()
    if given is None or not Notice.objects.unanswered_by(letter.user).filter(pk=given.notice_id).exists():
        return None
    context = {
        "person": letter.user,
        "municipality": Profile.current().name,
        "url": f"{settings.SITE_URL}/waiting/",
        "stop_url": stop_url(letter.user, "reminder"),
    }
    text = render_to_string("mail/reminder.txt", context)
    return Text(_("Something waits for you to read"), text, stop_headers(letter.user, "reminder"))
