from django.urls import path

from hub.desk.views import desk, pages, reach

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("list/<slug:kind>/", desk.desk_list, name="desk-list"),
    path("list/<slug:kind>/file.csv", desk.desk_file, name="desk-file"),
    path("reach/", reach.reach, name="desk-reach"),
    path("reach/file.csv", reach.reach_file, name="desk-reach-file"),
    path("pages/<int:pk>/", pages.page, name="desk-page"),
    path("pages/<int:pk>/approve/", pages.approve, name="desk-approve"),
    path("pages/<int:pk>/postpone/", pages.postpone, name="desk-postpone"),
    path("pages/<int:pk>/hand-over/", pages.hand_over, name="desk-hand-over"),
    path("pages/<int:pk>/keep/", pages.keep, name="desk-keep"),
]
