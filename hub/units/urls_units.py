from django.urls import path

from hub.units.views import units

urlpatterns = [
    path("", units.unit_list, name="unit-list"),
    path("<int:pk>/", units.unit, name="unit"),
]
