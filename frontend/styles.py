"""Joins frontend/styles/*.css to static/hub/hub.css: one request, no comments. Needs only Python.

Run it after every change in frontend/styles; tests/look/test_styles.py fails when it was forgotten.
"""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHEET = HERE.parent / "static" / "hub" / "hub.css"
NOTE = "/* Made by frontend/styles.py from frontend/styles: change it there. */\n"
ORDER = "@layer ds,hub;\n"  # Designsystemet first, ours after it


def main() -> None:
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    SHEET.write_text(joined(), encoding="utf-8")


def joined() -> str:
    """The style sheet that belongs to the files as they stand now; a line for each of them."""
    parts = sorted((HERE / "styles").glob("*.css"))
    return NOTE + ORDER + "".join(squeezed(part.read_text(encoding="utf-8")) + "\n" for part in parts)


def squeezed(css: str) -> str:
    """`css` without comments and needless space. Strings must hold no space beside { } ; , or >."""
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,>]) ?", r"\1", css).replace(": ", ":").replace(";}", "}").strip()


if __name__ == "__main__":
    main()
