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
    paths = re.findall(r'<path[^>]* d="([^"]+)"', Path(found).read_text(encoding="utf-8"))
    drawn = "".join(f'<path fill-rule="evenodd" d="{_shorter(path)}"/>' for path in paths)
    return mark_safe(f'<svg class="ds-icon" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">{drawn}</svg>')


def _shorter(path: str) -> str:
    """Two decimals are finer than any screen shows, and an icon stands in the page's own bytes."""
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), path)
