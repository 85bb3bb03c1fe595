from django.urls import path

from hub.home import views

urlpatterns = [path("", views.front, name="front")]
