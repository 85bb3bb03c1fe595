from django.urls import path

from hub.home.views import front, outbox, profile, site

urlpatterns = [
    path("", front.front, name="front"),
    path("profile/", profile.profile, name="profile"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/again/", outbox.again, name="outbox-again"),
    path("robots.txt", site.robots, name="robots"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
]
