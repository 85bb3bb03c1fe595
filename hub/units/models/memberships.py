from collections import Counter
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext_lazy as _

from hub.access import Guarded, GuardedQuerySet
from hub.findable.marking import Findable
from hub.people.models.users import at_work
from hub.people.names import named_like, search_key
from hub.units.models.roles import in_force, remember_places
from hub.units.models.tree import Unit


class MembershipQuerySet(GuardedQuerySet):
    def in_force(self) -> Self:
        return self.filter(in_force())

    def of_active(self) -> Self:
        """The posts that hold today, of people who work here today."""
        return self.in_force().filter(at_work("user__"))

    def titled(self, word: str) -> Self:
        """Posts whose title, or whose unit's name, holds the word, typed in any way."""
        units = Unit.objects.filter(named_like(word))
        return self.filter(named_like(word) | Q(unit__in=units))


class Membership(Findable, Guarded):
    """A person's post in a unit. One person may hold several."""

    access_from = "unit"
    found_as = "person"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    title = models.CharField(_("title"), max_length=120, blank=True)
    percent = models.DecimalField(
        _("percentage"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    search_key = models.CharField(max_length=300, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "ends_on"]), models.Index(fields=["unit", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"

    @property
    def found_key(self) -> int:
        return self.user_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.tidy()
        super().save(*args, **kwargs)

    def tidy(self) -> None:
        """Bring derived columns in step; bulk writers call this themselves."""
        self.search_key = search_key(self.title, 300)


def works_in(user: Any) -> list[str]:
    """Paths of the units where `user` works today. Read once per user object."""
    if not hasattr(user, "_works_in"):
        remember_places(user)
    return user._works_in


def found(people: Any, words: str) -> Any:
    """Those of `people` for whom each word occurs in name, number, or a post's title or unit."""
    for word in words.split():
        posts = Membership.objects.in_force().titled(word)
        people = people.filter(named_like(word) | Q(pk__in=posts.values("user")))
    return people


def working_in(people: Any, unit: Unit) -> Any:
    """Those of `people` who have a post in a unit or below it."""
    posts = Membership.objects.in_force().filter(unit__path__startswith=unit.path)
    return people.filter(pk__in=posts.values("user"))


def headcount() -> Subquery:
    """How many people work in a unit or below it, each counted once, as an annotation of units."""
    units = Unit.objects.filter(path__startswith=OuterRef(OuterRef("path")))
    posts = Membership.objects.of_active().filter(unit__in=units)
    counted = posts.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("user", distinct=True))
    return Subquery(counted.values("n"))


def headcounts() -> Counter[int]:
    """The same for every unit at once, by the unit's id: two queries, however many units there are."""
    counts: Counter[int] = Counter()
    posts = Membership.objects.of_active().order_by()
    for path, people in posts.values_list("unit__path").annotate(n=Count("user", distinct=True)):
        counts.update(dict.fromkeys(ids(path), people))
    several = posts.values("user").annotate(n=Count("unit", distinct=True)).filter(n__gt=1).values("user")
    at: dict[int, set[str]] = {}
    for user, path in posts.filter(user__in=several).values_list("user", "unit__path"):
        at.setdefault(user, set()).add(path)
    for paths in at.values():
        times = Counter(pk for path in paths for pk in ids(path))
        counts.subtract({pk: n - 1 for pk, n in times.items()})
    return counts


def ids(path: str) -> list[int]:
    """The units on a path, the top first."""
    return [int(pk) for pk in path.strip("/").split("/")]
