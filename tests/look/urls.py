"""A site that shows every part and control with long names, errors and nothing: only tests see it."""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from hub.look.fields import DateField, DateTimeField

LIVE = re.compile(r'<script src="[^"]*live[^"]*"[^>]*></script>')
PAGES = Path(__file__).parent / "gallery"
LONG = "Bartholomeus Aleksandersen-Øvergård Kristoffersen von der Lippe-Knudsen"
NAMES = [
    "Fadumo Warsame",
    "Łukasz Wójcik",
    "Thị Ngọc Trần",
    "Máret Gaup",
    "Đorđe Đorđević",
    "Pelé",
    "Aoife O’Brien",
    LONG,
]
PLACES = [("Forsiden", "/gallery/front/", "house"), ("Enheter", "/gallery/unit/", "buildings"),
          ("Folk", "/gallery/people/", "people"), ("Hjelp", "/gallery/help/", "question")]  # fmt: skip
CRUMBS = [("Askim kommune", "#"), ("Helse og omsorg", "#")]


class Everything(forms.Form):
    name = forms.CharField(label="Navn", help_text="Slik kollegaene dine kjenner deg.")
    email = forms.EmailField(label="E-post", required=False)
    starts_on = DateField(label="Fra og med")
    publish_at = DateTimeField(label="Publiseres", required=False)
    percent = forms.DecimalField(label="Stillingsprosent", localize=True)
    unit = forms.ChoiceField(label="Enhet", choices=[("1", "Løkentunet sykehjem"), ("2", "Grøtvedt skole")])
    language = forms.ChoiceField(
        label="Språk", widget=forms.RadioSelect, help_text="Velg det du leser lettest.",
        choices=[("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")],
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label="Roller", widget=forms.CheckboxSelectMultiple, choices=[("a", "Redaktør"), ("b", "Saksbehandler")]
    )
    agree = forms.BooleanField(label="Jeg har lest rutinen", help_text="Gjelder versjon 2.")
    photo = forms.FileField(label="Bilde", required=False)
    about = forms.CharField(label="Om enheten", widget=forms.Textarea(attrs={"rows": 4}), required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Perioden er allerede dekket av en annen stilling.")


class Filter(forms.Form):
    mark_optional = False
    q = forms.CharField(label="Navn, stilling, enhet eller nummer", required=False)
    unit = forms.ChoiceField(label="Enhet", choices=[("", "Hele kommunen"), ("1", "Helse og omsorg")], required=False)
    below = forms.BooleanField(label="Med underliggende", required=False)


def gallery(request: HttpRequest, name: str) -> HttpResponse:
    called = LONG if name == "people" else "Ståle Moen"
    user: Any = SimpleNamespace(is_active=False, is_authenticated=name != "signin", name=called)
    request.user = user
    if name == "front":
        messages.success(request, "Lagret. Siden er publisert og synlig for alle ansatte.")
        messages.error(request, "Filen ble ikke tatt imot: den er større enn 25 MB.")
    page = engines["django"].from_string((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    shown = page.render(context(request), request)
    return HttpResponse(LIVE.sub("", shown))  # nobody is really signed in here, and a page that hears so loads anew


def context(request: HttpRequest) -> dict[str, Any]:
    form = (
        Everything({"name": "", "starts_on": "11/23", "percent": "35,5"}) if request.path.endswith("/form/") else None
    )
    return {
        "navigation": [(label, url, url == request.path, icon) for label, url, icon in PLACES],
        "profile": SimpleNamespace(name="Askim kommune"),
        "waiting": 3,
        "has_desk": False,
        "frame": "errors/framed.html",
        "crumbs": CRUMBS,
        "names": NAMES,
        "page": Paginator(range(800), 20).page(7),
        "form": form,
        "filter": Filter(),
        "now": datetime.datetime(2026, 11, 23, 8, 41, tzinfo=datetime.UTC),
        "long": LONG,
    }


def nothing(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("gallery/<slug:name>/", gallery, name="gallery"),
    *[
        path(f"{name}/", nothing, name=name)
        for name in ("sign-out", "language", "own-page", "help", "accessibility", "front")
    ],
]
