"""What can be wrong with an export, each as a sentence that says what to do about it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHOLE_FILE = 1  # the line named for a fault of the file itself: where a person would begin to look
_SHOWN = 60  # characters of a value that a sentence repeats

SENTENCES: dict[str, str | Promise] = {
    # the file
    "empty_file": _("The file is empty."),
    "not_text": _("This is not a text file. Export the register as CSV and try again."),
    "workbook": _("This is a spreadsheet. Open it and save it as CSV, then try again."),
    "too_large": _("The file is larger than %(megabytes)s MB, which no register of people is."),
    "too_many_lines": _("The file has more than %(limit)s lines, which no register of people has."),
    "too_long_line": _("A line of the file is longer than %(limit)s characters. Export the register again as CSV."),
    "no_rows": _("The file has column names and no rows."),
    # the line of column names
    "unknown_columns": _("None of these column names is known: %(columns)s. The first line must name the columns."),
    "wrong_file": _("This looks like the other file of the two: the columns are %(columns)s."),
    "missing_column": _("The column %(column)s is missing. It may also be called %(others)s."),
    "double_column": _("Two columns are called %(column)s. Keep one of them."),
    "identity_numbers": _(
        "The column %(column)s holds national identity numbers. The hub must not have them: leave the column out."
    ),
    # the row as such
    "broken_quotes": _("The quotation marks do not match, so the row cannot be read."),
    "too_many_fields": _("The row has %(found)s fields, and there are %(expected)s columns."),
    "too_few_fields": _("The row has only %(found)s fields, and there are %(expected)s columns."),
    "nul_byte": _("The row holds NUL bytes, which no text has. Export the file again."),
    "control_character": _("“%(value)s” holds characters that cannot be shown."),
    "damaged_letter": _("A letter in this row is damaged: it cannot be read in the file's encoding."),
    # a value
    "missing_value": _("The row has nothing in the column %(column)s."),
    "missing_number": _("The row has no employee number."),
    "missing_name": _("The row has no name."),
    "bad_number": _("“%(value)s” is no employee number: use only letters A-Z, digits and hyphens."),
    "too_long": _("“%(value)s” is longer than the %(limit)s characters that the column %(column)s may have."),
    "bad_date": _("“%(value)s” is not a date. Write dates as 31.12.2026."),
    "impossible_date": _("The date %(value)s does not exist."),
    "ends_before_start": _("The post ends %(ends)s, before it starts %(starts)s."),
    "bad_percent": _("“%(value)s” is not a percentage. Write it as 35,5."),
    "percent_out_of_range": _("%(value)s is not between 0 and 100 per cent."),
    "bad_email": _("“%(value)s” is not an e-mail address."),
    "bad_yes_no": _("“%(value)s” in the column %(column)s is neither yes nor no. Write “ja” or leave it empty."),
    # rows against each other
    "two_names": _("Employee number %(number)s has several names in the file: %(names)s."),
    "two_emails": _("Employee number %(number)s has several e-mail addresses in the file: %(emails)s."),
    "shared_email": _("%(email)s stands at several employee numbers: %(numbers)s. An address belongs to one person."),
    "double_post": _("The same post of employee number %(number)s already stands on line %(line)s."),
    "unknown_unit": _("There is no unit with the code %(unit)s."),
    "double_unit": _("Several units have the code %(code)s: %(names)s."),
    "unknown_parent": _("The unit above, %(parent)s, does not exist."),
    "unit_cycle": _("The units stand in a circle under each other: %(codes)s."),
    "second_top": _(
        "The row has no unit above. Only one unit stands at the top, and that is %(top)s on line %(line)s."
    ),
    "too_deep": _("The unit stands more than %(limit)s levels below the top."),
    # left out because of another row, when bad rows are skipped
    "parent_left_out": _("The unit above, %(parent)s, is left out because of a fault in its own row."),
    "unit_left_out": _("The unit %(unit)s is left out because of a fault in its own row."),
    # the file against the hub
    "other_top": _("%(name)s stands at the top of the file, but %(top)s is the top of the hub."),
    "closed_unit": _("The unit %(unit)s was closed or merged in the hub, and its code is still in use in the file."),
    "email_taken": _("%(email)s belongs to employee number %(number)s in the hub, who is not in the file."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at a line of a file as an editor counts them from 1. `params` can be written as JSON."""

    file: str
    line: int
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        shown = {name: shorten(value) for name, value in self.params.items()}
        return str(SENTENCES[self.code]) % shown

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "code": self.code,
            "sentence": self.sentence,
            "params": self.params,
        }


class Bad(Exception):
    """A value that cannot be used: the code of a fault and its params."""

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def shorten(value: Any) -> str:
    """A value as a sentence may repeat it: one line, no invisible characters, not endless."""
    text = "".join("·" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in str(value))
    return text if len(text) <= _SHOWN * 4 else text[: _SHOWN * 4] + "…"


def listed(values: Iterable[Any], most: int = 8) -> str:
    """Values as one text for a sentence, the first few when there are many."""
    found = [str(value) for value in islice(values, most + 1)]
    texts = [text if len(text) <= _SHOWN else text[:_SHOWN] + "…" for text in found[:most]]
    return ", ".join(texts) + (" …" if len(found) > most else "")
