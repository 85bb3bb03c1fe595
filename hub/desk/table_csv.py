"""Lists of the desk as files for a spreadsheet."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.desk.forms import TableForm
from hub.desk.reach import Reached
from hub.units.reach_csv import answer


def things_csv(title: str, table: TableForm) -> HttpResponse:
    head = [_("What"), _("Unit"), _("About"), _("Answers for it"), table.of.since or _("Since"), _("Address")]
    rows = [
        [thing.title, thing.unit, thing.said, thing.person or "", day(thing.since), thing.url]
        for thing in table.all_things()
    ]
    return answer(f"{title} {table.of.name}", [head, *rows])


def day(moment: Any) -> str:
    if moment is None:
        return ""
    return (timezone.localtime(moment) if hasattr(moment, "hour") else moment).strftime("%d.%m.%Y")


def reach_csv(reached: list[Reached]) -> HttpResponse:
    head = [_("Notice"), _("Unit"), _("People"), _("Reached"), _("Share")]
    rows = []
    for each in reached:
        for group in (g for whole, parts in each.groups for g in [whole, *parts]):
            figures = [group.people, group.reached, group.share] if group.is_shown else [_("hidden")] * 3
            rows.append([each.notice.title, group.name, *figures])
    return answer(_("Reach"), [head, *rows])
