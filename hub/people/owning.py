"""What the hub holds about a person. Posts, roles and receipts are another app's rows, reached from the person."""

from typing import Any

from hub.people.models import OneTimeCode


def roles_held(user: Any) -> Any:
    return user.unit_grants.select_related("content_object", "given_by").order_by("content_object__path", "role")


def kept_about(user: Any) -> dict[str, Any]:
    return {
        "posts": user.memberships.select_related("unit").order_by("starts_on", "pk"),
        "roles": roles_held(user),
        "records": user.role_records.select_related("unit", "by"),
        "code": OneTimeCode.objects.select_related("made_by").filter(user=user).first(),
        "receipts": user.receipts.select_related("notice__unit", "revision", "by"),
        "reminders": user.reminders.select_related("by"),
        "comments": user.comments.order_by("-created_at", "-pk").select_related("hidden_by").with_things(user),
        "reactions": user.reactions.count(),
        "mentions": user.mentions.count(),
        "followings": user.followings.count(),
        "letters": user.letters.filter(sent_at__isnull=False).order_by("-sent_at", "-pk"),
        "list_visit": getattr(user, "list_visit", None),
        "mail_choices": user.mail_choices.order_by("what"),
        "sessions": user.sessions.order_by("-since"),
    }
