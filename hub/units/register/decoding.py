"""From bytes to text: the encodings that HR systems and spreadsheets write."""

from hub.units.register.faults import Bad

MOST_LINES = 150_000  # in a file
LONGEST_LINE = 10_000  # characters
LARGEST = 20_000_000  # bytes; 100,000 posts with every column filled are about half of it
DAMAGED = "\N{REPLACEMENT CHARACTER}"  # stands in the text wherever the bytes were no letter

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods; .xls
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LAYOUT = frozenset("\t\n\r\f")


def decode(data: bytes) -> str:
    """The text of an export. Raises Bad when it is empty or no text; letters that cannot be read become DAMAGED."""
    if len(data) > LARGEST:
        raise Bad("too_large", megabytes=LARGEST // 1_000_000)
    if data.startswith(_WORKBOOKS):
        raise Bad("workbook")
    text = _text(data)
    if not text.strip():
        raise Bad("empty_file")
    if _share_of_controls(text) > 0.02:
        raise Bad("not_text")
    return text


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    as_utf8 = data.decode("utf-8", "replace")
    damaged = as_utf8.count(DAMAGED)
    # One stray byte in a UTF-8 file must not turn every "ø" of it into "Ã¸", as reading it all as cp1252 would.
    if damaged == 0 or sum(c > "\x7f" for c in as_utf8) >= 2 * damaged:
        return as_utf8
    return data.decode("cp1252", "replace")


def _share_of_controls(text: str) -> float:
    """How much of the text is NUL and its like: a few are a damaged row, many are a picture or a program."""
    start = text[:100_000]
    return sum(c < " " and c not in _LAYOUT for c in start) / len(start)
