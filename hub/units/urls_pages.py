from django.urls import path

from hub.units.views import pages

urlpatterns = [path("<int:pk>/", pages.page, name="page")]
