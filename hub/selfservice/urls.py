from django.urls import path

from hub.selfservice.views import keeping, needs, services

urlpatterns = [
    path("", services.service_list, name="services"),
    path("open/<slug:source>/<int:pk>/", services.service_open, name="service-open"),
    path("links/", keeping.link_list, name="service-links"),
    path("links/new/", keeping.new, name="service-new"),
    path("links/<int:pk>/", keeping.edit, name="service-edit"),
    path("links/<int:pk>/remove/", keeping.remove, name="service-remove"),
    path("links/<int:pk>/restore/", keeping.restore, name="service-restore"),
    path("needs/", needs.need_list, name="service-needs"),
    path("needs/<int:pk>/", needs.need_edit, name="service-need"),
    path("needs/<int:pk>/move/", needs.need_move, name="service-need-move"),
    path("needs/<int:pk>/remove/", needs.need_remove, name="service-need-remove"),
]
