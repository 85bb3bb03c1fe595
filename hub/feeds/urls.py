"""Addresses under /public/: the only ones whose answers are the same for everybody, signed in or not."""

from django.urls import path

from hub.feeds.views import feeds, reading

urlpatterns = [
    path("", feeds.public_list, name="public"),
    path("feed.atom", feeds.atom, name="public-atom"),
    path("feed.json", feeds.json, name="public-json"),
    path("embedded/", feeds.embedded, name="public-embedded"),
    path("fragment/", feeds.fragment, name="public-fragment"),
    path("units/<int:pk>/", feeds.public_list, name="public-unit"),
    path("units/<int:pk>/feed.atom", feeds.atom, name="public-unit-atom"),
    path("units/<int:pk>/feed.json", feeds.json, name="public-unit-json"),
    path("units/<int:pk>/embedded/", feeds.embedded, name="public-unit-embedded"),
    path("units/<int:pk>/fragment/", feeds.fragment, name="public-unit-fragment"),
    path("pages/<int:pk>/", reading.page, name="public-page"),
    path("notices/<int:pk>/", reading.notice, name="public-notice"),
    path("notices/<int:pk>/in/<languagecode:language>/", reading.notice, name="public-notice-in"),
    path("files/page/<int:pk>/<str:name>", reading.page_file, name="public-page-file"),
    path("files/notice/<int:pk>/<str:name>", reading.notice_file, name="public-notice-file"),
]
