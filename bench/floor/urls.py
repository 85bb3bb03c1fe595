from django.urls import path

from bench.floor import views

urlpatterns = [
    path("", views.front, name="front"),
    path("web/", views.web, name="web"),
    path("u/<slug:unit>/<slug:slug>/", views.page, name="page"),
]
