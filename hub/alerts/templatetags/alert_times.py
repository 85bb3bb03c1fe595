from django import template

register = template.Library()


@register.filter
def minutes(seconds: float | None) -> str:
    """Seconds in words that every language of ours shares: 75 is "1 min 15 s"; a dash for none."""
    if seconds is None:
        return "–"
    full, rest = divmod(round(seconds), 60)
    return f"{full} min {rest} s" if full else f"{rest} s"
