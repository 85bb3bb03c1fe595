from django.urls import path

from hub.alerts.views import keeping, reading, reports, rollcall, writing

urlpatterns = [
    path("", reading.alert_list, name="alert-list"),
    path("now/", reading.now, name="alert-now"),
    path("shown/", reading.shown, name="alert-shown"),
    path("new/", writing.new, name="alert-new"),
    path("templates/", keeping.templates, name="alert-templates"),
    path("templates/<int:pk>/", keeping.template, name="alert-template"),
    path("templates/<int:pk>/delete/", keeping.remove, name="alert-template-delete"),
    path("rule/<int:pk>/", keeping.rule, name="alert-rule"),
    path("drills/", reports.drills, name="alert-drills"),
    path("drills.csv", reports.drills_file, name="alert-drills-file"),
    path("<int:pk>/", reading.alert, name="alert"),
    path("<int:pk>/edit/", writing.edit, name="alert-edit"),
    path("<int:pk>/send/", writing.send, name="alert-send"),
    path("<int:pk>/update/", writing.update, name="alert-update"),
    path("<int:pk>/end/", writing.end, name="alert-end"),
    path("<int:pk>/delete/", writing.delete, name="alert-delete"),
    path("<int:pk>/<int:number>/read/", reading.acknowledge, name="alert-read"),
    path("<int:pk>/<int:number>/hide/", reading.hide, name="alert-hide"),
    path("<int:pk>/rollcall/", rollcall.rollcall, name="alert-rollcall"),
    path("<int:pk>/rollcall/sheet/", rollcall.sheet, name="alert-rollcall-sheet"),
    path("<int:pk>/rollcall/<int:person>/", rollcall.answer, name="alert-rollcall-answer"),
    path("<int:pk>/report/", reports.report, name="alert-report"),
    path("<int:pk>/report.csv", reports.report_file, name="alert-report-file"),
    path("<int:pk>/screens/", reports.screens, name="alert-screens"),
]
