from django.urls import path

from hub.profile import views

urlpatterns = [
    path("profile.css", views.colours, name="profile-css"),
    path("profile/shield", views.shield, name="profile-shield"),
    path("favicon.ico", views.icon, name="favicon"),
]
