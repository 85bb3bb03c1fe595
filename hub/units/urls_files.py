from django.urls import path

from hub.units.views import notices, pages

urlpatterns = [
    path("page/<int:pk>/<str:name>", pages.file, name="page-file"),
    path("notice/<int:pk>/<str:name>", notices.file, name="notice-file"),
]
