"""Addresses under /notices/, and those about a unit's must-reads."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hub.units.views import notice_writing, notices, reach


class LanguageCode(StringConverter):
    regex = "nb|nn|en"


register_converter(LanguageCode, "languagecode")

urlpatterns = [
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/unit/<int:pk>/", notices.unit_notices, name="notice-unit"),
    path("notices/unit/<int:pk>/new/", notice_writing.new, name="notice-new"),
    path("notices/unit/<int:pk>/week/", notices.digest, name="notice-digest"),
    path("notices/unit/<int:pk>/reach/", reach.unit_reach, name="unit-reach"),
    path("notices/unit/<int:pk>/reach/short/", reach.unit_reach_short, name="unit-reach-short"),
    path("notices/unit/<int:pk>/reach.csv", reach.unit_reach_file, name="unit-reach-file"),
    path("notices/files/<int:pk>/remove/", notice_writing.remove_file, name="notice-file-remove"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/in/<languagecode:language>/", notices.notice, name="notice-in"),
    path("notices/<int:pk>/confirm/", notices.confirm, name="notice-confirm"),
    path("notices/<int:pk>/poster/", notices.poster, name="notice-poster"),
    path("notices/<int:pk>/edit/", notice_writing.edit, name="notice-edit"),
    path("notices/<int:pk>/edit/<languagecode:language>/", notice_writing.translation, name="notice-translation"),
    path("notices/<int:pk>/files/", notice_writing.files, name="notice-files"),
    path("notices/<int:pk>/send/", notice_writing.send, name="notice-send"),
    path("notices/<int:pk>/unschedule/", notice_writing.unschedule, name="notice-unschedule"),
    path("notices/<int:pk>/withdraw/", notice_writing.withdraw, name="notice-withdraw"),
    path("notices/<int:pk>/delete/", notice_writing.delete, name="notice-delete"),
    path("notices/<int:pk>/reach/", reach.notice_reach, name="notice-reach"),
    path("notices/<int:pk>/reach.csv", reach.reach_file, name="notice-reach-file"),
    path("notices/<int:pk>/sheet/", reach.sheet, name="notice-sheet"),
    path("notices/<int:pk>/told/", reach.told, name="notice-told"),
    path("notices/<int:pk>/paper/", reach.paper, name="notice-paper"),
    path("notices/<int:pk>/remind/", reach.remind, name="notice-remind"),
]
