"""Forms of notices: what is written, sent, withdrawn, and recorded about who was reached."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import richtext
from hub.look.fields import DateField, DateTimeField
from hub.units.models import Notice, NoticeTranslation, Role, Unit
from hub.units.page_forms import BODY_LARGEST, RichText
from hub.units.settings_form import AudienceUnits

HERE, CHOSEN, EVERYBODY = "here", "chosen", "everybody"
FIELDS = ["weight", "deadline", "ends_at", "language", "comments_open", "on_screens"]


class NoticeText(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        widget=RichText,
        required=False,
        max_length=BODY_LARGEST,
        help_text=_(
            "Without the editor: an empty line begins a new paragraph, or write simple HTML such as "
            "<h2>, <p>, <ul> and <li>."
        ),
    )

    def clean_body(self) -> str:
        return richtext.clean(richtext.paragraphs(self.cleaned_data["body"]))


class NoticeForm(NoticeText):
    """A notice with its audience. `notice` is None for a new one."""

    SMALL, AGAIN = "small", "again"
    weight = forms.ChoiceField(
        label=_("How heavy is it?"),
        widget=forms.RadioSelect,
        initial=Notice.Weight.ORDINARY,
        choices=[
            (Notice.Weight.ORDINARY, _("Ordinary: good to know")),
            (Notice.Weight.IMPORTANT, _("Important: marked, and stands first")),
            (Notice.Weight.MUST_READ, _("Must be read: each one confirms, and you see who is missing")),
        ],
    )
    deadline = DateField(label=_("Deadline, when it must be read"), required=False)
    reach = forms.ChoiceField(
        label=_("Who is the notice for?"),
        widget=forms.RadioSelect,
        initial=HERE,
        choices=[
            (HERE, _("Everybody in the unit, with the units below")),
            (CHOSEN, _("The units and roles chosen below")),
            (EVERYBODY, _("All employees")),
        ],
    )
    roles = forms.MultipleChoiceField(
        label=_("Only for people with these roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ends_at = DateTimeField(
        label=_("Until"), required=False,
        help_text=_("It then goes away by itself. For example 23.11.2026 09.41"),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    comments_open = forms.BooleanField(label=_("Comments are open"), required=False, initial=True)
    on_screens = forms.BooleanField(
        label=_("May stand on screens"), required=False,
        help_text=_("On shared PCs where nobody is signed in. Nothing confidential."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=_("Public: the whole world may read it"), required=False,
        help_text=_(
            "Without signing in: the text and its pictures, and which unit it is from; not the attachments, and not "
            "who wrote it. The municipality's web site can show it. Only for what is for all employees."
        ),
    )  # fmt: skip
    change = forms.ChoiceField(
        label=_("What kind of change is it?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (SMALL, _("A small fix: those who have confirmed need not do it again")),
            (AGAIN, _("Ask again: the content is another, and everybody is to confirm anew")),
        ],
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    then = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    mark_optional = False

    def __init__(
        self, data: Any = None, *, unit: Unit, by: Any, notice: Notice | None = None, language: str = "nb"
    ) -> None:
        self.unit, self.notice = unit, notice
        super().__init__(data, initial=self._first(language))
        rows = list(notice.audience.units.all()) if notice and notice.audience and not self._is_here else []
        self.rows = AudienceUnits(
            data,
            initial=[{"unit": row.unit_id, "with_below": "yes" if row.with_below else "no"} for row in rows],
            form_kwargs={"units": Unit.objects.open().order_by("path")},
            prefix="units",
        )
        if notice is None or notice.sent_at is None or not notice.is_must_read:
            del self.fields["change"]
        if not unit.allows(by, "publish"):
            del self.fields["is_public"]

    @property
    def _is_here(self) -> bool:
        """Whether the audience is the unit itself with those below, and nothing else."""
        audience = self.notice.audience if self.notice else None
        rows = list(audience.units.values_list("unit", "with_below")) if audience else []
        return audience is not None and not audience.roles and rows == [(self.unit.pk, True)]

    def _first(self, language: str) -> dict[str, Any]:
        notice = self.notice
        if notice is None:
            return {"language": language, "key": secrets.token_urlsafe(12)}
        first = {name: getattr(notice, name) for name in ["title", "body", "is_public", *FIELDS]}
        reach = EVERYBODY if notice.audience is None else HERE if self._is_here else CHOSEN
        seen = notice.current.number if notice.current else 0
        roles = notice.audience.role_list if notice.audience else []
        return first | {"reach": reach, "seen": seen, "roles": roles}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        asks = given.get("weight") == Notice.Weight.MUST_READ
        if asks and not given.get("deadline") and "deadline" not in self.errors:
            self.add_error("deadline", _("Say by when it must be read."))
        self._clean_audience(given)
        if given.get("is_public") and given.get("reach") != EVERYBODY:
            self.add_error(
                "is_public", _("Only what is for all employees can be public. Choose “All employees” above.")
            )
        was = self.notice.weight if self.notice and self.notice.sent_at else None
        if was and asks and was != Notice.Weight.MUST_READ:
            self.add_error("weight", _("It has been sent already. Send a new notice that must be read."))
        if "change" in self.fields and not given.get("change") and {"title", "body"} & set(self.changed_data):
            self.add_error("change", _("Say what kind of change it is."))
        return given

    def _clean_audience(self, given: dict[str, Any]) -> None:
        if given.get("reach") != CHOSEN:
            return
        if not self.rows.is_valid():
            self.add_error("reach", _("Look at the units below."))
        elif not self.chosen_units() and not given.get("roles"):
            self.add_error("reach", _("Choose at least one unit or role, or “All employees”."))

    def chosen_units(self) -> list[tuple[Unit, bool]]:
        rows = (form.cleaned_data for form in self.rows)
        return [(row["unit"], row["with_below"] is not False) for row in rows if row.get("unit")]

    @property
    def shows_more(self) -> bool:
        """Whether the part that is rarely used stands open."""
        rare = {"ends_at", "language", "comments_open", "on_screens", "is_public"}
        return bool(rare & set(self.errors))

    @property
    def _settings(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in FIELDS}
        return given | {"deadline": given["deadline"] if given["weight"] == Notice.Weight.MUST_READ else None}

    @transaction.atomic
    def start(self, by: Any) -> Notice:
        """The notice as it is written, not sent."""
        given = self.cleaned_data
        notice = Notice.start(
            self.unit, given["title"], by, given["body"], f"{by.pk}-{given['key']}" if given["key"] else "",
            **self._settings,
        )  # fmt: skip
        if notice.unit_id == self.unit.pk and notice.state == "unsent":  # sent again, it may have readers by now
            self._aim(notice, by)
        return notice

    @transaction.atomic
    def change_it(self, by: Any) -> None:
        """Change the notice. Raises Overtaken, or Refused when a must-read would now burden people beyond measure."""
        given, notice = self.cleaned_data, self.notice
        assert notice is not None
        notice.rewrite(given["title"], given["body"], by, given["seen"] or 0, given.get("change") == self.AGAIN)
        notice.set_up(by, **self._settings)
        self._aim(notice, by)
        if notice.sent_at:
            notice.check_burden(by)

    def _aim(self, notice: Notice, by: Any) -> None:
        reach = self.cleaned_data["reach"]
        if reach == CHOSEN:
            notice.aim(self.chosen_units(), self.cleaned_data["roles"])
        else:
            notice.aim([(self.unit, True)], [], is_narrowed=reach == HERE)
        if "is_public" in self.fields:
            notice.show_world(by, self.cleaned_data["is_public"])


class SendForm(forms.Form):
    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=_("When?"), choices=[(NOW, _("Now")), (LATER, _("Later"))], widget=forms.RadioSelect, initial=NOW
    )
    at = DateTimeField(label=_("Send at"), required=False)
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") == self.LATER and not given.get("at") and "at" not in self.errors:
            self.add_error("at", _("Write when it is to be sent."))
        return given

    @property
    def moment(self) -> Any:
        return self.cleaned_data["at"] if self.cleaned_data["when"] == self.LATER else None


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Kept with the notice, for those who write in the unit.")
    )


class ConfirmForm(forms.Form):
    """Which text one has read."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class TranslationForm(NoticeText):
    @classmethod
    def of(cls, notice: Notice, language: str) -> "TranslationForm":
        text = notice.translations.filter(language=language).first()
        return cls(initial={"title": text.title, "body": text.body} if text else {})

    def save(self, notice: Notice, language: str, by: Any) -> NoticeTranslation:
        return NoticeTranslation.write(notice, language, self.cleaned_data["title"], self.cleaned_data["body"], by)


class ScopeForm(forms.Form):
    """Which unit a report is narrowed to."""

    unit = forms.IntegerField(required=False, min_value=1, max_value=2**60)

    @classmethod
    def unit_of(cls, data: Any) -> int | None:
        form = cls(data)
        return form.cleaned_data["unit"] if form.is_valid() else None


class RecordForm(forms.Form):
    """Who was told at a meeting, or has signed on paper; `rows` are those who are missing."""

    on = DateField(label=_("Day"))
    note = forms.CharField(label=_("What kind of meeting?"), max_length=120, required=False)
    people = forms.MultipleChoiceField(
        label=_("Who was there?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one person.")},
    )
    unit = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**60)

    def __init__(self, data: Any = None, *, way: str, rows: list[Any], unit: int | None = None) -> None:
        ticked = [str(row.person.pk) for row in rows] if way == "told" else []
        super().__init__(data, initial={"on": timezone.localdate(), "people": ticked, "unit": unit})
        self.by_pk = {str(row.person.pk): row.person for row in rows}
        self.fields["people"].choices = [(pk, _named(person)) for pk, person in self.by_pk.items()]  # type: ignore[attr-defined]
        if way == "paper":
            del self.fields["note"]
            self.fields["people"].label = _("Who has signed?")
            self.fields["on"].label = _("Signed on")

    @property
    def chosen(self) -> list[Any]:
        return [self.by_pk[pk] for pk in self.cleaned_data["people"]]


def _named(person: Any) -> str:
    post = person.posts[0] if person.posts else None
    return ", ".join(part for part in (person.name, post.title if post else "", post.unit.name if post else "") if part)
