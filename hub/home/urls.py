from django.urls import path

from hub.home.views import front, profile, site

urlpatterns = [
    path("", front.front, name="front"),
    path("profile/", profile.profile, name="profile"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("robots.txt", site.robots, name="robots"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
]
