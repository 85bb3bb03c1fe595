from django.urls import path

from hub.projects.views import decisions, messages, milestones, news, projects, rooms, seats, tasks

urlpatterns = [
    path("projects/", projects.project_list, name="project-list"),
    path("projects/new/", projects.choose_unit, name="project-start"),
    path("projects/unit/<int:pk>/new/", projects.new, name="project-new"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/edit/", projects.edit, name="project-edit"),
    path("projects/<int:pk>/milestones/", milestones.add, name="milestone-add"),
    path("projects/milestones/<int:pk>/reach/", milestones.reach, name="milestone-reach"),
    path("projects/milestones/<int:pk>/remove/", milestones.remove, name="milestone-remove"),
    path("projects/<int:pk>/news/", news.new, name="news-new"),
    path("projects/news/<int:pk>/", news.news, name="news"),
    path("rooms/<int:pk>/", rooms.room, name="room"),
    path("rooms/<int:pk>/archive/", rooms.archive, name="room-archive"),
    path("rooms/<int:pk>/post/", messages.post, name="message-post"),
    path("rooms/messages/<int:pk>/", messages.message, name="message"),
    path("rooms/messages/<int:pk>/remove/", messages.remove, name="message-remove"),
    path("rooms/messages/<int:pk>/pin/", messages.pin, name="message-pin"),
    path("rooms/<int:pk>/seats/", seats.seat_list, name="seat-list"),
    path("rooms/seats/<int:pk>/", seats.seat, name="seat"),
    path("rooms/<int:pk>/tasks/", tasks.task_list, name="task-list"),
    path("rooms/tasks/<int:pk>/", tasks.task, name="task"),
    path("rooms/tasks/<int:pk>/move/", tasks.move, name="task-move"),
    path("rooms/<int:pk>/decisions/", decisions.decision_list, name="decision-list"),
]
