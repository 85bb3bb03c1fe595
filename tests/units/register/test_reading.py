"""Exports as HR systems write them are read; whatever is wrong is named with its line."""

import datetime
from decimal import Decimal

import pytest

from hub.units.register.aliases import ALIASES
from hub.units.register.columns import check_setting, plain
from hub.units.register.faults import SENTENCES
from hub.units.register.reading import read
from tests.units.register import exports

GOOD_UNITS, GOOD_PEOPLE = exports.units(), exports.people()


def codes(export):
    return [(fault.file, fault.line, fault.code) for fault in export.faults]


def faults_of_units(text):
    return [
        (line, code) for file, line, code in codes(read(text.encode(), GOOD_PEOPLE, known=["100", "310", "311", "214"]))
    ]


def faults_of_people(*lines, header="Ansattnr;Fornavn;Etternavn;Enhet;Prosent;E-post;Startdato;Sluttdato;Leder"):
    export = read(GOOD_UNITS, "\r\n".join([header, *lines]).encode())
    return [(fault.line, fault.code) for fault in export.faults]


def test_a_good_export_has_units_and_posts_and_no_fault():
    export = read(GOOD_UNITS, GOOD_PEOPLE)
    assert export.faults == []
    assert len(export.units) == 6
    assert len(export.posts) == 8
    sara = export.posts[5]
    assert (sara.line, sara.number, sara.name, sara.unit) == (7, "2005", "Sara Łukaszewska", "214")
    assert (sara.percent, sara.starts_on, sara.ends_on) == (Decimal("35.50"), datetime.date(2022, 1, 5), None)
    assert sara.leads is False
    assert export.posts[0].leads is True


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-with-mark", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_encoding_and_delimiter_reads_the_same(encoding, delimiter):
    rows = exports.without(exports.changed(exports.PEOPLE, "2004", Etternavn="Åsæther"), "2005")
    write = {"delimiter": delimiter, "encoding": "utf-16-be" if "mark" in encoding else encoding}
    mark = b"\xfe\xff" if "mark" in encoding else b""
    export = read(mark + exports.units(**write), mark + exports.people(rows, **write))
    assert export.faults == []
    plain_export = read(GOOD_UNITS, exports.people(rows))
    assert (export.units, export.posts) == (plain_export.units, plain_export.posts)


def test_columns_are_known_in_any_order_case_and_spacing():
    units = b"OVERORDNET ENHET;enhets - navn;Enhet ID\n;Dal;1\n1;Skole;2"
    people = "Til Dato ; stillings%;FORNAVN;Fra-dato;Organisasjonsnummer;RESSURSNR;etternavn\n;100;Ola;1.2.2020;2;7;Ås"
    export = read(units, people.encode())
    assert export.faults == []
    assert export.units[1].parent == "1"
    assert export.posts[0].starts_on == datetime.date(2020, 2, 1)


def test_one_column_may_hold_both_names():
    export = read(GOOD_UNITS, "Ansattnr;Navn;Enhet\n1;Ødegård, Kari Anne;214\n2;Per Ås;214\n3;Prince;214".encode())
    assert [(post.given_name, post.family_name) for post in export.posts] == [
        ("Kari Anne", "Ødegård"),
        ("Per", "Ås"),
        ("Prince", ""),
    ]


def test_a_setting_adds_names_of_columns(settings):
    settings.HUB_REGISTER_COLUMNS = {"people": {"Personalkode": "number"}}
    export = read(GOOD_UNITS, b"PERSONAL KODE;Ansattnr;Fornavn;Enhet\n7;99;Ola;214")
    assert [post.number for post in export.posts] == ["7"]
    assert export.unread == {"people.csv": ["Ansattnr"]}


@pytest.mark.parametrize(
    "value", [[], {"persons": {}}, {"people": {"Navn": "nmae"}}, {"people": ["x"]}, {"units": {"x": 1}}]
)
def test_a_setting_that_cannot_be_used_is_said_at_the_start(settings, value):
    assert check_setting(None) == []
    settings.HUB_REGISTER_COLUMNS = value
    assert [error.id for error in check_setting(None)] == ["units.E001"]


def test_names_of_columns_are_not_ambiguous():
    for columns in ALIASES.values():
        names = [plain(name) for column in columns.values() for name in dict.fromkeys(map(plain, column))]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name", ["Łukasz", "Đorđević", "Máret", "O'Brien", "Nguyễn Thị", "Ånerud-Ærøy", "李明", "x" * 80]
)
def test_names_of_any_letter_pass_untouched(name):
    export = read(GOOD_UNITS, exports.people(exports.changed(exports.PEOPLE, "2005", Fornavn=name, Etternavn="")))
    assert export.faults == []
    assert export.posts[5].name == name


def test_letters_are_composed_and_non_breaking_spaces_trimmed():
    rows = exports.changed(exports.PEOPLE, "2005", Fornavn="\u00a0A\u030ase\u00a0Marie \u200b", Prosent="35,5\u00a0% ")
    post = read(GOOD_UNITS, exports.people(rows)).posts[5]
    assert (post.given_name, post.percent) == ("Åse Marie", Decimal("35.5"))


def test_a_quoted_field_may_hold_line_breaks_delimiters_and_marks():
    header = "Ansattnr;Fornavn;Enhet;Stilling\r\n"
    export = read(GOOD_UNITS, f'{header}1;"Ola ""Olsen"" Per";214;"lærer;\r\nrådgiver"\r\n2;Kari;999;x'.encode())
    assert (export.posts[0].given_name, export.posts[0].title) == ('Ola "Olsen" Per', "lærer; rådgiver")
    assert codes(export) == [("people.csv", 4, "unknown_unit")]


def test_posts_may_add_up_to_more_than_full_time():
    assert faults_of_people("1;A;B;214;80;;;;", "1;A;B;311;40;;;;") == []


def test_the_year_9999_means_no_end():
    export = read(GOOD_UNITS, b"Ansattnr;Fornavn;Enhet;Sluttdato\n1;Ola;214;31.12.9999")
    assert export.posts[0].ends_on is None


def test_columns_the_hub_does_not_know_are_left_out_and_named():
    assert read(GOOD_UNITS, b"Ansattnr;Fornavn;Skostr;Enhet\n1;Ola;43;214").unread == {"people.csv": ["Skostr"]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00", "not_text"),
        ("Ansattnr;Fornavn;Enhet\n1;Ola;214".encode("utf-16-le"), "not_text"),
        (b"hei;du\n1;2", "unknown_columns"),
        (b"Ansattnr;Fornavn\n1;Ola", "missing_column"),
        (b"Ansattnr;Enhet\n1;214", "missing_column"),
        (b"Ansattnr;Fornavn;Enhet;ENHET\n1;Ola;214;214", "double_column"),
        (b"Ansattnr;Fornavn;Enhet;F\xc3\xb8dselsnummer\n1;Ola;214;1", "identity_numbers"),
        (b"Ansattnr;Fornavn;Enhet\r\n", "no_rows"),
        (GOOD_UNITS, "wrong_file"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, code):
    export = read(GOOD_UNITS, data)
    assert codes(export) == [("people.csv", 1, code)]
    assert not export.readable
    assert export.posts == []


def test_a_file_of_units_that_cannot_be_used_does_not_make_every_post_a_fault():
    assert codes(read(b"", GOOD_PEOPLE)) == [("units.csv", 1, "empty_file")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";Ola;Ås;214;50;;;;", "missing_number"),
        ("1 2;Ola;Ås;214;50;;;;", "bad_number"),
        ("123456789012345678901;Ola;Ås;214;50;;;;", "too_long"),
        ("1;;;214;50;;;;", "missing_name"),
        (f"1;{'x' * 81};;214;50;;;;", "too_long"),
        ("1;Ola;Ås;;50;;;;", "missing_value"),
        ("1;Ola;Ås;999;50;;;;", "unknown_unit"),
        ("1;Ola;Ås;214;halv;;;;", "bad_percent"),
        ("1;Ola;Ås;214;-5;;;;", "percent_out_of_range"),
        ("1;Ola;Ås;214;100,5;;;;", "percent_out_of_range"),
        ("1;Ola;Ås;214;50;ola.dal.example;;;", "bad_email"),
        ("1;Ola;Ås;214;50;;31.02.2015;;", "impossible_date"),
        ("1;Ola;Ås;214;50;;29.02.2023;;", "impossible_date"),
        ("1;Ola;Ås;214;50;;01.01.0001;;", "impossible_date"),
        ("1;Ola;Ås;214;50;;14.12.22;;", "bad_date"),
        ("1;Ola;Ås;214;50;;i fjor;;", "bad_date"),
        ("1;Ola;Ås;214;50;;02.02.2020;01.02.2020;", "ends_before_start"),
        ("1;Ola;Ås;214;50;;;;kanskje", "bad_yes_no"),
        ("1;Ola;Ås;214;50;;;", "too_few_fields"),
        ("1;Ola;Ås;214;35,5;;;;;ja", "too_many_fields"),
        ('1;"Ola;Ås;214;50;;;;', "broken_quotes"),
        ('1;"Ola" Ås;Ås;214;50;;;;', "broken_quotes"),
        ("1;O\0la;Ås;214;50;;;;", "nul_byte"),
        ("1;O\x07la;Ås;214;50;;;;", "control_character"),
        ("1;O\u202ela;Ås;214;50;;;;", "control_character"),
        ("1;O\ufffdla;Ås;214;50;;;;", "damaged_letter"),
    ],
)
def test_a_faulty_row_is_named_with_its_line_and_the_rest_is_read(row, code):
    before, after = "8;Per;Ås;214;100;;01.01.2020;;", "9;Pål;Ås;214;100;;01.01.2020 00:00:00;;ja"
    assert faults_of_people(before, row, after) == [(3, code)]


def test_every_fault_of_a_row_is_named():
    assert faults_of_people(";;;999;x;y;z;;") == [
        (2, "missing_name"),
        (2, "missing_number"),
        (2, "bad_percent"),
        (2, "bad_email"),
        (2, "bad_date"),
        (2, "unknown_unit"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("1;Ola;Ås;214;50;;;;", "1;Per;Ås;311;50;;;;", "two_names"),
        ("1;Ola;Ås;214;50;a@b.no;;;", "1;Ola;Ås;311;50;c@b.no;;;", "two_emails"),
        ("1;Ola;Ås;214;50;a@b.no;;;", "2;Per;Ås;311;50;A@B.no;;;", "shared_email"),
    ],
)
def test_rows_that_contradict_each_other_are_both_named(first, second, code):
    assert faults_of_people(first, "5;Liv;Ås;214;1;;;;", second) == [(2, code), (4, code)]


def test_a_row_that_is_there_twice_is_named_once():
    row = "1;Ola;Ås;214;50;;01.01.2020;;"
    assert faults_of_people(row, row) == [(3, "double_post")]
    assert faults_of_people(row, row.replace("50", "20")) == []


def test_a_mark_that_was_never_closed_does_not_swallow_the_rows_after_it():
    rows = ['1;"Ola;Ås;214;50;;;;', "2;Per;Ås;999;50;;;;", '3;"Liv";"Ås";999;50;;;;', "4;Siv;Ås;214;50;;;;"]
    assert faults_of_people(*rows) == [(2, "broken_quotes"), (3, "unknown_unit"), (4, "unknown_unit")]


def test_one_stray_byte_in_a_utf8_file_is_one_damaged_row():
    data = GOOD_PEOPLE.replace("Ødegård".encode(), "Ødeg".encode() + b"\xe5rd")
    export = read(GOOD_UNITS, data)
    assert codes(export) == [("people.csv", 3, "damaged_letter")]
    assert export.posts[0].family_name == "Rådmann"


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (["1;Dal;;", ";Skole;1;", "2;;1;"], [(3, "missing_value"), (4, "missing_value")]),
        (["1;Dal;;", "2;Skole;1;", "2;Helse;1;"], [(3, "double_unit"), (4, "double_unit")]),
        (["1;Dal;;", "2;Skole;7;"], [(3, "unknown_parent")]),
        (["1;Dal;;", "2;A;3;", "3;B;4;", "4;C;2;"], [(3, "unit_cycle"), (4, "unit_cycle"), (5, "unit_cycle")]),
        (["1;Dal;;", "2;A;2;"], [(3, "unit_cycle")]),
        (["9;Løs;;", "1;Dal;;", "2;A;1;"], [(2, "second_top")]),
    ],
)
def test_units_that_make_no_tree_are_named(rows, faults):
    assert faults_of_units("Kode;Navn;Overordnet;Type\n" + "\n".join(rows)) == faults


def test_a_chain_of_units_without_end_is_refused_quickly():
    rows = ["0;Topp;", *(f"{n};Ledd {n};{n - 1}" for n in range(1, 20_000))]
    faults = faults_of_units("Kode;Navn;Overordnet\n" + "\n".join(rows))
    assert faults[0] == (28, "too_deep")
    assert len(faults) == 19_999 - 25


def test_every_fault_has_a_sentence_without_gaps():
    text = "\n".join(["Ansattnr;Fornavn;Enhet;Sluttdato", "1;Ola;999;31.02.2015", "1;Per;214;x", '2;"Pål;214;'])
    for fault in read(GOOD_UNITS, text.encode()).faults:
        assert fault.sentence
        assert "%(" not in fault.sentence
        assert str(fault).startswith(f"people.csv:{fault.line}: ")
        assert fault.as_json()["sentence"] == fault.sentence
    assert all(SENTENCES)
