from django.urls import include, path

from hub.listening import READER
from hub.live.views import changes
from hub.outbox.state import word
from hub.schedule.jobs import last_tick
from hub.serving.health import healthz, readyz

handler400 = "hub.errors.bad_request"
handler403 = "hub.errors.permission_denied"
handler404 = "hub.errors.page_not_found"
handler500 = "hub.errors.server_error"

urlpatterns = [
    path("", include("hub.home.urls")),
    path("", include("hub.people.urls")),
    path("", include("hub.waiting.urls")),
    path("", include("hub.search.urls")),
    path("services/", include("hub.selfservice.urls")),
    path("desk/", include("hub.desk.urls")),
    path("", include("hub.units.urls")),
    path("", include("hub.projects.urls")),
    path("", include("hub.profile.urls")),
    path("public/", include("hub.feeds.urls")),
    path("register/", include("hub.units.urls_register")),
    path("dialogue/", include("hub.dialogue.urls")),
    path("alerts/", include("hub.alerts.urls")),
    path("help/", include("hub.help.urls")),
    path("live/", changes, {"reader": READER}, name="live"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, {"last_tick": last_tick, "mail": word}, name="readyz"),
]
