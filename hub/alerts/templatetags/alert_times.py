from django import template

register = template.Library()


@register.filter
def minutes(seconds: float | None) -> str:
    """Seconds as minutes and seconds: 75 is 1.15; a dash for none."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    return f"{whole // 60}.{whole % 60:02d}" if whole >= 60 else f"0.{whole:02d}"
