from django.urls import path

from hub.units.views import editing, files, pages, publishing, revisions

urlpatterns = [
    path("unit/<int:pk>/", pages.page_list, name="page-list"),
    path("unit/<int:pk>/new/", pages.new, name="page-new"),
    path("files/<int:pk>/", files.describe, name="page-file-describe"),
    path("files/<int:pk>/remove/", files.remove, name="page-file-remove"),
    path("<int:pk>/", pages.page, name="page"),
    path("<int:pk>/section/", pages.section, name="page-section"),
    path("<int:pk>/review/", pages.review, name="page-review"),
    path("<int:pk>/edit/", editing.edit, name="page-edit"),
    path("<int:pk>/draft/", editing.draft, name="page-draft"),
    path("<int:pk>/editing/", editing.editing, name="page-editing"),
    path("<int:pk>/settle/", editing.settle, name="page-settle"),
    path("<int:pk>/preview/", editing.preview, name="page-preview"),
    path("<int:pk>/publish/", publishing.publish, name="page-publish"),
    path("<int:pk>/unschedule/", publishing.unschedule, name="page-unschedule"),
    path("<int:pk>/withdraw/", publishing.withdraw, name="page-withdraw"),
    path("<int:pk>/delete/", publishing.delete, name="page-delete"),
    path("<int:pk>/public/", publishing.public, name="page-public"),
    path("<int:pk>/settings/", publishing.page_settings, name="page-settings"),
    path("<int:pk>/move/", publishing.move, name="page-move"),
    path("<int:pk>/history/", revisions.history, name="page-history"),
    path("<int:pk>/history/compare/", revisions.compare, name="page-compare"),
    path("<int:pk>/history/<int:number>/", revisions.revision, name="page-revision"),
    path("<int:pk>/history/<int:number>/restore/", revisions.restore, name="page-restore"),
    path("<int:pk>/files/", files.files, name="page-files"),
]
