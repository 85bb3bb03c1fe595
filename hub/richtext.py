"""The text that editors write: what it may hold, and what is read out of it. Knows no app."""

import nh3

TAGS = {
    "h2", "h3", "h4", "p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "caption", "figure", "figcaption", "img", "aside",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
# An info box is <aside class="info">; no other class, and no id, style or data-* attribute, ever comes from a writer.
CLASSES = {"aside": {"info", "warning"}}


def clean(html: str) -> str:
    """The text with everything but the allowed elements taken out. Pictures only from our own files."""
    return nh3.clean(
        html.replace("\x00", ""),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
        attribute_filter=_own_pictures_only,
        strip_comments=True,
    )


def _own_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.startswith("/files/") else None
    return value
