from django.urls import path

from hub.units.views import unit_admin, units

urlpatterns = [
    path("", units.unit_list, name="unit-list"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/history/", units.history, name="unit-history"),
    path("<int:pk>/manage/", unit_admin.manage, name="unit-manage"),
    path("<int:pk>/edit/", unit_admin.details, name="unit-edit"),
    path("<int:pk>/name/", unit_admin.rename, name="unit-rename"),
    path("<int:pk>/new/", unit_admin.new, name="unit-new"),
    path("<int:pk>/place/", unit_admin.move, name="unit-move"),
    path("<int:pk>/merger/", unit_admin.merge, name="unit-merge"),
    path("<int:pk>/closing/", unit_admin.close, name="unit-close"),
    path("<int:pk>/opening/", unit_admin.reopen, name="unit-reopen"),
    path("<int:pk>/publishing/", unit_admin.publishing, name="unit-publishing"),
]
