from django.urls import path

from hub.waiting.views import listing

urlpatterns = [
    path("waiting/", listing.waiting, name="waiting"),
]
