"""`python -m hub.files.words_in pdf|docx|odt`: a file on standard input, its words on standard output.

Runs as a process of its own (see stored_text), so that nothing of Django is loaded and a bad file harms nobody else.
"""

import io
import re
import resource
import sys
import zipfile
from xml.etree import ElementTree

MEMORY = 1_000_000_000  # bytes
PROCESSOR = 20  # seconds
PAGES = 300
LONGEST = 200_000  # letters
UNPACKED = 30_000_000  # bytes of the part that holds the text
PARTS = {"docx": "word/document.xml", "odt": "content.xml"}
PARAGRAPHS = {"p", "h", "tab", "br", "line-break", "s", "tc"}


def main(ending: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    raw = sys.stdin.buffer.read()
    text = of_pdf(raw) if ending == "pdf" else of_office(raw, PARTS[ending])
    sys.stdout.buffer.write(in_one_line(text).encode("utf-8", "replace"))


def in_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:LONGEST]


def of_pdf(raw: bytes) -> str:
    from pypdf import PdfReader  # only here: the other kinds do not wait for it

    found: list[str] = []
    for number, page in enumerate(PdfReader(io.BytesIO(raw)).pages):
        found.append(page.extract_text())
        if number >= PAGES or sum(map(len, found)) > LONGEST:
            break
    return " ".join(found)


def of_office(raw: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open(part) as opened:
        xml = opened.read(UNPACKED + 1)
    if len(xml) > UNPACKED or re.search(rb"<!(DOCTYPE|ENTITY)", xml):
        return ""  # neither program writes entities; they are how a small file becomes a large one
    said: list[str] = []
    for element in ElementTree.fromstring(xml).iter():
        said += [" "] if element.tag.rpartition("}")[2] in PARAGRAPHS else []
        said += [element.text or ""]
        said += [element.tail or ""]
    return "".join(said)


def of_text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


if __name__ == "__main__":
    main(sys.argv[1])
