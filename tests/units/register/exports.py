"""Small exports for the tests of the register: a municipality in a few lines, and the ways of writing it to bytes."""

import csv
import io

UNITS = [
    {"Kode": "100", "Navn": "Dal kommune", "Overordnet": "", "Type": "kommune"},
    {"Kode": "300", "Navn": "Helse", "Overordnet": "100", "Type": "område"},
    {"Kode": "310", "Navn": "Løkentunet", "Overordnet": "300", "Type": "virksomhet"},
    {"Kode": "311", "Navn": "Løkentunet kjøkken", "Overordnet": "310", "Type": "avdeling"},
    {"Kode": "200", "Navn": "Oppvekst", "Overordnet": "100", "Type": "område"},
    {"Kode": "214", "Navn": "Moen skole", "Overordnet": "200", "Type": "virksomhet"},
]
COLUMNS = (
    "Ansattnr", "Fornavn", "Etternavn", "Enhet", "Stilling", "Prosent", "E-post", "Internnr", "Startdato", "Sluttdato",
    "Leder",
)  # fmt: skip
PEOPLE = [
    dict(zip(COLUMNS, row.split("|"), strict=True))
    for row in (
        "2001|Rita|Rådmann|100|kommunedirektør|100|rita@dal.example|3001|01.08.2015||ja",
        "2002|Kari|Ødegård|310|virksomhetsleder|100|kari@dal.example|3002|15.03.2010||ja",
        "2003|Ola|Nordmann|310|sykepleier|80|||09.11.2019||",
        "2003|Ola|Nordmann|311|kokk|35,5|||09.11.2019||",
        "2004|Amina|Đorđević|311|kokk|50|||01.02.2021||",
        "2005|Sara|Łukaszewska|214|assistent|35,5 %|||5.1.2022||",
        "2006|Máret||214|lærer|100|maret@dal.example||2018-08-01||",
        "2007|Per|O'Brien|214|lærer|60|||01.08.1990|31.12.2012|",
    )
]


def changed(rows, number, **values):
    """A copy of rows in which those of one person (or unit) have other values; `e_post` stands for E-post."""
    values = {name.replace("e_post", "E-post"): value for name, value in values.items()}
    return [{**row, **values} if next(iter(row.values())) == number else dict(row) for row in rows]


def without(rows, number):
    return [dict(row) for row in rows if next(iter(row.values())) != number]


def written(rows, delimiter=";", encoding="utf-8-sig", ending="\r\n", columns=None, quoting=csv.QUOTE_MINIMAL):
    """The bytes of an export of these rows."""
    columns = list(columns or rows[0])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return out.getvalue().encode(encoding.removesuffix("-lossy"), "replace" if "lossy" in encoding else "strict")


def units(rows=UNITS, **how):
    return written(rows, **how)


def people(rows=PEOPLE, **how):
    return written(rows, **how)
