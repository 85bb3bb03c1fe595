from django.urls import path

from hub.people.views import signin

urlpatterns = [
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("language/", signin.language, name="language"),
]
