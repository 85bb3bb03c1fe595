from django.urls import path

from hub.help import views

urlpatterns = [
    path("", views.guide_list, name="help"),
    path("<slug:name>/", views.guide_page, name="help-guide"),
]
