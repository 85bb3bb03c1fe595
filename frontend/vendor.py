"""Copies the front-end files that the hub serves out of node_modules, and writes down what was copied.

Needed only to upgrade (frontend/README.md); the copies are checked in, so neither running nor testing needs Node.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from styles import squeezed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MODULES = HERE / "node_modules"
VENDOR = ROOT / "static" / "vendor"
LIST = VENDOR / "vendor.json"

# Our name of an icon: its file in @navikt/aksel-icons.
ICONS = {
    "arrow-left": "ArrowLeft",
    "arrow-right": "ArrowRight",
    "bell": "Bell",
    "book": "Book",
    "buildings": "Buildings3",
    "calendar": "Calendar",
    "check": "Checkmark",
    "check-circle": "CheckmarkCircle",
    "chevron-down": "ChevronDown",
    "chevron-right": "ChevronRight",
    "clock": "Clock",
    "cog": "Cog",
    "cross": "XMark",
    "download": "Download",
    "envelope": "EnvelopeClosed",
    "eye": "Eye",
    "file": "File",
    "file-check": "FileCheckmark",
    "files": "Files",
    "globe": "Globe",
    "history": "ClockDashed",
    "house": "House",
    "image": "Image",
    "info": "InformationSquare",
    "key": "KeyVertical",
    "leave": "Leave",
    "link": "Link",
    "location": "LocationPin",
    "lock": "PadlockLocked",
    "menu": "MenuHamburger",
    "move": "ArrowRightLeft",
    "paperclip": "Paperclip",
    "pencil": "PencilWriting",
    "people": "PersonGroup",
    "person": "Person",
    "phone": "Phone",
    "plus": "Plus",
    "printer": "PrinterSmall",
    "question": "QuestionmarkCircle",
    "search": "MagnifyingGlass",
    "star": "Star",
    "trash": "Trash",
    "tree": "Branching",
    "undo": "ArrowUndo",
    "upload": "Upload",
    "warning": "ExclamationmarkTriangle",
}

# Components of Designsystemet that no page of ours uses: how their block begins, and the classes it may hold. Take
# one out of this list to have it back. A block that also holds rules of another component has to stay.
UNUSED = {
    ".ds-popover{": {"popover"},
    ".ds-dropdown{": {"dropdown"},
    ".ds-chip{": {"chip"},
    ".ds-skeleton{": {"skeleton"},
    ".ds-toggle-group,": {"toggle-group", "togglegroup"},
    "[data-tooltip]{": {"tooltip"},
    ".ds-spinner{": {"spinner"},
    ".ds-search{": {"search", "suggestion"},
    ".ds-textfield{": {"textfield", "combobox"},
}
COMPONENTS = "@layer ds.components{"


def main() -> None:
    """Copy everything and write static/vendor/vendor.json."""
    entries = [designsystemet(), inter(), icons(), axe()]
    LIST.parent.mkdir(parents=True, exist_ok=True)
    LIST.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def designsystemet() -> dict[str, object]:
    """The components we use, and our theme after them, as one style sheet: one request, the layers in order."""
    components = (MODULES / "@digdir/designsystemet-css/dist/src/index.css").read_text(encoding="utf-8")
    theme = (HERE / "theme" / "hub.css").read_text(encoding="utf-8")
    text = without_unused(components) + "\n" + squeezed(theme) + "\n"
    folder = VENDOR / "designsystemet"
    licence = MODULES / "@digdir/designsystemet-css/LICENSE"
    files = [written(folder / "designsystemet.css", text.encode()), written(folder / "LICENSE", licence.read_bytes())]
    return entry("@digdir/designsystemet-css", "MIT", files)


def inter() -> dict[str, object]:
    """The variable font, cut to the letters and weights that we use (font.py): one file for every name."""
    package = MODULES / "inter-ui"
    uv = shutil.which("uv") or str(ROOT / ".venv" / "bin" / "uv")
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "inter.woff2"
        full = package / "variable" / "InterVariable.woff2"
        subprocess.run([uv, "run", "--no-project", HERE / "font.py", full, small], check=True)
        files = [written(VENDOR / "inter" / small.name, small.read_bytes())]
    files.append(written(VENDOR / "inter" / "LICENSE", (package / "LICENSE.txt").read_bytes()))
    return entry("inter-ui", "OFL-1.1", files) | {"changed": "Cut to fewer letters and weights by frontend/font.py."}


def icons() -> dict[str, object]:
    """The icons in ICONS, under our names."""
    package = MODULES / "@navikt/aksel-icons/dist/svg"
    folder = VENDOR / "aksel-icons"
    files = [
        written(folder / f"{ours}.svg", (package / f"{theirs}.svg").read_bytes()) for ours, theirs in ICONS.items()
    ]
    files.append(
        written(folder / "LICENSE", (HERE / "licences" / "aksel-icons.txt").read_bytes())
    )  # the package has none
    return entry("@navikt/aksel-icons", "MIT", files)


def axe() -> dict[str, object]:
    """The accessibility checker; beside the browser tests, never served."""
    package = MODULES / "axe-core"
    folder = ROOT / "tests" / "browser" / "vendor" / "axe-core"
    files = [written(folder / name, (package / name).read_bytes()) for name in ("axe.min.js", "LICENSE")]
    return entry("axe-core", "MPL-2.0", files)


def without_unused(css: str) -> str:
    """`css` without the blocks in UNUSED; refuses when one is not there exactly once, or holds more than its own."""
    head, *blocks = re.split(rf"(?={re.escape(COMPONENTS)})|(?=@layer ds\.base\{{)", css)
    for start, own in UNUSED.items():
        hits = [block for block in blocks if block.startswith(COMPONENTS + start)]
        if len(hits) != 1:
            raise SystemExit(f"{start} begins {len(hits)} blocks of the style sheet, not one: look at UNUSED.")
        others = {name.split("--")[0].split("__")[0] for name in re.findall(r"\.ds-([a-z_-]+)", hits[0])} - own
        if others:
            raise SystemExit(f"The block of {start} also holds {', '.join(sorted(others))}: take it out of UNUSED.")
        blocks.remove(hits[0])
    return head + "".join(blocks)


def written(target: Path, content: bytes) -> dict[str, str]:
    """Write one file, and say where it stands and what it holds."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return {"path": target.relative_to(ROOT).as_posix(), "sha256": hashlib.sha256(content).hexdigest()}


def entry(package: str, licence: str, files: list[dict[str, str]]) -> dict[str, object]:
    """One package in vendor.json, with the version that is installed."""
    version = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))["version"]
    return {"name": package, "version": version, "licence": licence, "files": files}


if __name__ == "__main__":
    main()
