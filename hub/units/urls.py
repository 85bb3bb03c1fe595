from django.urls import include, path

urlpatterns = [
    path("units/", include("hub.units.urls_units")),
    path("pages/", include("hub.units.urls_pages")),
    path("files/", include("hub.units.urls_files")),
    path("people/", include("hub.units.urls_people")),
    path("", include("hub.units.urls_notices")),
    path("", include("hub.units.urls_roles")),
]
