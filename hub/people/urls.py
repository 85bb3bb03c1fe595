from django.urls import path

from hub.people.views import codes, me, photos, reset, signin

urlpatterns = [
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/as/<str:number>/", signin.sign_in_as, name="sign-in-as"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("language/", signin.language, name="language"),
    path("code/", codes.code, name="code"),
    path("code/password/", codes.code_password, name="code-password"),
    path("forgotten/", reset.forgotten, name="forgotten"),
    path("forgotten/sent/", reset.forgotten_sent, name="forgotten-sent"),
    path("reset/<str:who>/<str:token>/", reset.reset_link, name="reset-link"),
    path("reset/password/", reset.reset_password, name="reset-password"),
    path("me/", me.own_page, name="own-page"),
    path("me/kept/", me.own_kept, name="own-kept"),
    path("me/details/", me.own_details, name="own-details"),
    path("me/email/", me.own_email, name="own-email"),
    path("me/password/", me.own_password, name="own-password"),
    path("me/photo/", me.own_photo, name="own-photo"),
    path("me/photo/remove/", me.own_photo_remove, name="own-photo-remove"),
    path("me/sessions/end/", me.own_sessions_end, name="own-sessions-end"),
    path("me/sessions/<str:mark>/end/", me.own_session_end, name="own-session-end"),
    path("people/<int:pk>/photo/", photos.photo, name="photo"),
]
