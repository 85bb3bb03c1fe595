"""The words in a stored file. All but plain text is read by a process of its own, with little memory and little time: a
file may be made to keep its reader busy, and the worker has other things to do.
"""

import subprocess
import sys
from typing import Any

from hub.files.names import ending_of
from hub.files.words_in import LONGEST, in_one_line, of_text

SECONDS = 30
READABLE = {"pdf", "docx", "odt", "txt"}


def text_of(name: str, content: Any) -> str:
    """The words of a PDF, DOCX, ODT or text file; nothing where it cannot be read."""
    ending = ending_of(name)
    if ending not in READABLE:
        return ""
    try:
        with content.open("rb") as opened:
            raw = opened.read() if ending != "txt" else opened.read(4 * LONGEST)
        if ending == "txt":
            return in_one_line(of_text(raw))
        command = [sys.executable, "-m", "hub.files.words_in", ending]
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
