from django.urls import path

from hub.search.views import pins, search, words

urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/words/", words.word_list, name="search-words"),
    path("search/words/<int:pk>/", words.word_edit, name="search-word-edit"),
    path("search/words/<int:pk>/remove/", words.word_remove, name="search-word-remove"),
    path("pages/<int:pk>/search/", pins.page_pins, name="page-pins"),
    path("pages/<int:pk>/search/<int:number>/remove/", pins.page_unpin, name="page-unpin"),
]
