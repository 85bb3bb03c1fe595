"""Who has been reached, as a file for a spreadsheet: semicolons and a byte order mark, as Norwegian Excel wants it."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hub.units.models import Unit
from hub.units.reach import Reach, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide ones count too


def safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def answer(name: str, rows: Iterable[list[Any]]) -> HttpResponse:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([safe(cell) for cell in row] for row in rows)
    day = timezone.localdate().isoformat()
    heading = f'attachment; filename="{slugify(name)[:60] or "reach"}-{day}.csv"'
    content = "\ufeff" + written.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": heading})


def _who(person: Any) -> list[str]:
    post = person.posts[0] if person.posts else None
    return [person.number, person.name, post.title if post else "", post.unit.name if post else ""]


def notice_csv(reach: Reach) -> HttpResponse:
    """Who, in which way and when each was reached, with which version, and when that was recorded and by whom."""
    head = [_("Number"), _("Name"), _("Title"), _("Unit"), _("Status"), _("Day"), _("Version")]
    head += [_("Recorded"), _("Recorded by"), _("Meeting")]
    rows = [[*_who(row.person), row.label, *_receipt(row)] for row in reach.rows]
    return answer(reach.notice.title, [head, *rows])


def _receipt(row: Any) -> list[str]:
    if row.receipt is None:
        return [""] * 5
    by = row.receipt.by.name if row.receipt.by else row.person.name
    at = timezone.localtime(row.receipt.at)
    day, clock = row.receipt.on.strftime("%d.%m.%Y"), at.strftime("%d.%m.%Y %H.%M")
    return [day, str(row.receipt.revision.number), clock, by, row.receipt.note]


def table_csv(unit: Unit, table: Table) -> HttpResponse:
    head = [_("Number"), _("Name"), _("Title"), _("Unit"), *(notice.title for notice, _count in table.notices)]
    rows = [[*_who(line.person), *(cell.label if cell else "" for cell in line.cells)] for line in table.lines]
    return answer(unit.name, [head, *rows])
