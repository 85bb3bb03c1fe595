"""`{% can "edit" page as may_edit %}`: for showing a button, never for guarding one."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: dict[str, Any], verb: str, thing: Any) -> bool:
    return thing.allows(context["request"].user, verb)
