from django.urls import path

from hub.units.views import pages

urlpatterns = [path("page/<int:pk>/<str:name>", pages.file, name="page-file")]
