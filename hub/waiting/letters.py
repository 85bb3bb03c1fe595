"""What the letters about the list say: numbers and kinds, never a title, a name or a unit."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.outbox.kinds import Text, kind
from hub.outbox.models import Letter
from hub.profile.models import Profile
from hub.waiting.sources import in_order, registered
from hub.waiting.stopping import stop_headers, stop_url


@kind("digest", gettext_lazy("What waits for you"), lasts=20)
def digest(letter: Letter) -> Text:
    counts = letter.about["counts"]
    lines = [source.counted(counts[source.kind]) for source in in_order() if counts.get(source.kind)]
    n, new = sum(counts.values()), letter.about["new"]
    subject = ngettext("One thing waits for you", "%(n)s things wait for you", n) % {"n": n}
    some_new = ngettext("%(n)s of it is new.", "%(n)s of them are new.", new) % {"n": new} if new < n else ""
    return _letter(letter, "digest", subject, "mail/digest.txt", lines=lines, some_new=some_new)


@kind("urgent", gettext_lazy("What you were to read within two days"))
def urgent(letter: Letter) -> Text | None:
    """Nothing when it is done meanwhile, withdrawn, or no longer for this person."""
    source = registered[letter.about["source"]]
    if not source.asking(letter.user).filter(pk=letter.about["thing"]).exists():
        return None
    lines = [source.counted(1)]
    return _letter(letter, "urgent", _("Something waits for you, with a deadline soon"), "mail/urgent.txt", lines=lines)


@kind("reply", gettext_lazy("Somebody has answered you"))
def reply(letter: Letter) -> Text:
    return _letter(letter, "reply", _("Somebody has answered you in the hub"), "mail/reply.txt")


def _letter(letter: Letter, what: str, subject: str, template: str, **context: Any) -> Text:
    context |= {
        "person": letter.user,
        "municipality": Profile.current().name,
        "url": f"{settings.SITE_URL}/waiting/",
        "choose_url": f"{settings.SITE_URL}/me/mail/",
        "stop_url": stop_url(letter.user, what),
    }
    return Text(subject, render_to_string(template, context), stop_headers(letter.user, what))
