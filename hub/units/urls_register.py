"""Addresses under /register/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hub.units.views import register


class RunFile(StringConverter):
    regex = "|".join(register.FILES)


register_converter(RunFile, "runfile")

urlpatterns = [
    path("", register.run_list, name="register-list"),
    path("<int:pk>/", register.run, name="register-run"),
    path("<int:pk>/apply/", register.apply, name="register-apply"),
    path("<int:pk>/drop/", register.drop, name="register-drop"),
    path("<int:pk>/<runfile:which>/", register.file, name="register-file"),
]
