from django.conf import settings
from django.db import models


class Unit(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Page(models.Model):
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="pages")
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140)
    body = models.TextField()
    updated = models.DateTimeField(auto_now=True, db_index=True)


class Notice(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    text = models.CharField(max_length=200)
    read = models.BooleanField(default=False, db_index=True)


class Message(models.Model):
    page = models.ForeignKey(Page, models.CASCADE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    text = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
