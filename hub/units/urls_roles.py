from django.urls import path

from hub.units.views import codes, roles

urlpatterns = [
    path("units/<int:pk>/roles/", roles.unit_roles, name="unit-roles"),
    path("units/<int:pk>/roles/give/", roles.role_give, name="role-give"),
    path("units/<int:pk>/roles/<int:grant>/take/", roles.role_take, name="role-take"),
    path("people/<int:pk>/code/", codes.person_code, name="person-code"),
]
