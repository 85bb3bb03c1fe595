import re
import unicodedata

LONGEST = 120
# Letters that do not fall apart into a plain letter and a sign.
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ß": "ss"}
)


def tidy_name(name: str) -> str:
    """A file's name as its owner wrote it, without paths, control characters and signs that turn the reading."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in name)
    name = re.sub(r"\s+", " ", name).strip(" .") or "fil"
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else name[:LONGEST]


def safe_name(name: str) -> str:
    """The name as it stands in an address: plain letters, digits, dots and dashes."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-.") or "fil"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
