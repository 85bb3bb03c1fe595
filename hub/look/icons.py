"""Icons as inline SVG, so that they take the colour of their text and cost no request."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe


@cache
def icon_svg(name: str) -> SafeString:
    """The icon `name` from static/vendor/aksel-icons. Raises LookupError for a name that is not there."""
    found = finders.find(f"vendor/aksel-icons/{name}.svg")
    if not found:
        raise LookupError(f"There is no icon named {name!r}: add it to ICONS in frontend/vendor.py.")
    svg = re.sub(r"\s+", " ", Path(found).read_text(encoding="utf-8")).strip()
    svg = re.sub(
        r'^<svg [^>]*?viewBox="([^"]+)"[^>]*>',
        r'<svg class="ds-icon" viewBox="\1" fill="none" aria-hidden="true">',
        svg,
    )
    return mark_safe(svg.replace("> <", "><"))  # noqa: S308  our own checked-in file
