from django.urls import path

from hub.units.views import people

urlpatterns = [
    path("", people.directory, name="person-list"),
    path("<int:pk>/", people.person, name="person"),
]
