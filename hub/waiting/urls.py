from django.urls import path

from hub.waiting.views import listing, mail

urlpatterns = [
    path("waiting/", listing.waiting, name="waiting"),
    path("me/mail/", mail.own_mail, name="own-mail"),
    path("mail/stop/<str:token>/", mail.mail_stop, name="mail-stop"),
]
