from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.people.forms import Trying


def show(request: HttpRequest, template: str, form: Trying, **context: Any) -> HttpResponse:
    """The page with its form: 422 where something in it is wrong; 429, with when to try again, where nobody looked."""
    response = render(request, template, {"form": form, **context}, status=429 if form.full else status_of(form))
    if form.full:
        response.headers["Retry-After"] = str(form.full.seconds)
    return response


def status_of(form: BaseForm) -> int:
    return 422 if form.errors else 200
