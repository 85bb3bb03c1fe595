from django.urls import path

from hub.dialogue.views import keeping, reading, writing

urlpatterns = [
    path("<int:pk>/", reading.dialogue, name="dialogue"),
    path("<int:pk>/new/", reading.new, name="dialogue-new"),
    path("<int:pk>/people/", reading.people, name="dialogue-people"),
    path("<int:pk>/write/", writing.write, name="dialogue-write"),
    path("<int:pk>/follow/", keeping.follow, name="dialogue-follow"),
    path("comments/<int:pk>/", reading.comment, name="comment"),
    path("comments/<int:pk>/row/", reading.row, name="comment-row"),
    path("comments/<int:pk>/answer/", writing.answer, name="comment-answer"),
    path("comments/<int:pk>/edit/", writing.edit, name="comment-edit"),
    path("comments/<int:pk>/hide/", keeping.hide, name="comment-hide"),
    path("comments/<int:pk>/show/", keeping.show, name="comment-show"),
    path("comments/<int:pk>/react/", keeping.react, name="comment-react"),
]
