import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from hub.access import GuardedQuerySet
from hub.live.models import Stream, recheck
from hub.people.models.throttle import digest

BROWSER, SINCE = "browser", "since"  # keys in the session's data, copied to columns


class SessionQuerySet(GuardedQuerySet):
    def allowing(self, user: Any, verb: str) -> Self:
        """One's own sign-ins that still hold, for seeing and for ending."""
        if not user.is_active:
            return self.none()
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-since")

    def marked(self, mark: str) -> Self:
        rows: list[Any] = list(self)
        return self.filter(pk__in=[session.pk for session in rows if session.mark == mark])

    def end(self) -> None:
        """Sign these browsers out, with every page that stands open in them."""
        people = set(self.exclude(user=None).order_by().values_list("user", flat=True))
        self.delete()
        recheck(people)


class Session(AbstractBaseSession):
    """One signed-in browser. Its owner sees it on their own page and can end it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=80, blank=True)  # "Chrome, Windows": to tell them apart, no more
    since = models.DateTimeField(null=True)  # when one signed in

    objects: ClassVar[Any] = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta:
        default_permissions = ()

    def end(self) -> None:
        Session.objects.filter(pk=self.pk).end()

    @classmethod
    def get_session_store_class(cls) -> type[Any]:
        return SessionStore

    @property
    def mark(self) -> str:
        """What names the session in a page. Its key must not: whoever has the key is signed in."""
        return digest(f"session {self.session_key}")[:20]


class SessionStore(DatabaseStore):
    """Django's database sessions, with the person beside the key so that they can be listed and ended.

    The account is read in the same query as the session, since whoever asks for the one needs the other.
    """

    person: Any = None  # whose session was read; whether it signs them in is decided in `hub.people.signed_in`

    @classmethod
    def get_model_class(cls) -> type[Any]:
        return Session

    def _get_session_from_db(self) -> Any:
        session: Any = with_numbers(self.session_key)
        if session is None:
            self._session_key = None
        elif session.user is not None:
            self.person = session.user
            self.person.municipality_number = session.municipality_number
            self.person.person_number = session.person_number
        return session

    def _validate_session_key(self, key: Any) -> bool:
        """Only what we might have given out is looked for: a quoted cookie can hold characters no database takes."""
        valid = super()._validate_session_key(key)  # type: ignore[misc]  # the stubs leave it out
        return bool(valid and key.isascii() and key.isalnum())

    def flush(self) -> None:
        """Sign out: what stands open elsewhere in this browser hears no more."""
        person = self.get(SESSION_KEY)
        super().flush()
        if person:
            recheck([int(person)])

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        session.browser = data.get(BROWSER, "")
        session.since = datetime.datetime.fromisoformat(data[SINCE]) if data.get(SINCE) else None
        return session


def with_numbers(key: str | None) -> "Session | None":
    """The session that holds, its account, and the latest numbers of the two streams that every page follows.

    They are read here, before anything that the page shows: what changes after that is heard of by its number.
    """
    own = Concat(Value("person/"), Cast(OuterRef("user_id"), models.CharField()), output_field=models.CharField())
    streams = {"municipality_number": Value("municipality/1"), "person_number": own}
    numbers = {name: Subquery(Stream.objects.filter(name=of).values("number")[:1]) for name, of in streams.items()}
    held = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).select_related("user")
    return held.annotate(**numbers).first()
