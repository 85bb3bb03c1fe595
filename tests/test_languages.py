"""Every word of the interface is there in bokmål and nynorsk, and says what the code says.

The sources are read here in Python, not with gettext's tools, which a bare machine does not have.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
NAMES = {"_", "_g", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_TEMPLATE = re.compile(r"""\b(?:_|n?gettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)
MUST_AGREE = re.compile(r"%\(\w+\)[a-z]|%%s|\{\w+\}|</?\w+>|--[\w-]+")
ENGLISH = "the and your you please page unit draft save error with from people leader file employee slip hub's"
ONLY_BOKMAL = "ikke hva hvem hvor hvordan jeg fra også bare noe noen enhet enheten enheter ansatt lagret bilde navn se"
ONLY_NYNORSK = (
    "ikkje kva kven kvar korleis eg frå òg berre noko nokon eining eininga einingar tilsett lagra bilete namn"
)


def entries(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))


def said_in_code() -> Iterator[str]:
    return said_in((ROOT / "hub").rglob("*.py"))


def said_in(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def said_in_templates() -> Iterator[str]:
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        for literal in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
            yield ast.literal_eval(literal)


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """(what the code says, what is said instead), for one and for many where there are both."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return list(zip((entry.msgid, entry.msgid_plural), entry.msgstr_plural.values(), strict=True))


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w']+", re.sub(r"%\(\w+\)s|\S+@\S+|https?://\S+", " ", text.lower())))


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_files_hold_what_the_sources_say_and_nothing_else(language):
    """When this fails: `python3 manage.py makemessages`, then translate what is new."""
    said = {*said_in_code(), *said_in_templates()}
    kept = {entry.msgid for entry in entries(language)}
    assert said - kept == set(), "not in the file"
    assert kept - said == set(), "nobody says this any more"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_everything_is_translated_and_nothing_is_left_in_doubt(language):
    file = entries(language)
    assert not file.untranslated_entries()
    assert not file.fuzzy_entries()
    assert not file.obsolete_entries()
    assert file.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_is_filled_in_and_the_elements_are_the_same_as_in_the_code(language):
    for entry in entries(language):
        for source, text in texts(entry):
            assert set(MUST_AGREE.findall(text)) == set(MUST_AGREE.findall(source)), text
            assert text[:1].isspace() == source[:1].isspace() and text[-1:].isspace() == source[-1:].isspace(), text


def test_nobody_is_shouted_at_or_begged():
    in_code = {*said_in_code(), *said_in_templates()} - form_words_said()
    instead = {text for language in ("nb", "nn", "en") for entry in entries(language) for _source, text in texts(entry)}
    for said in in_code | instead:
        assert "!" not in said
        assert not words(said) & {"please", "vennligst", "venlegst"}, said


@pytest.mark.parametrize(
    ("language", "elsewhere"), [("nb", ENGLISH), ("nb", ONLY_NYNORSK), ("nn", ENGLISH), ("nn", ONLY_BOKMAL)]
)
def test_no_word_of_another_language_is_left(language, elsewhere):
    for entry in entries(language):
        for _source, text in texts(entry):
            assert not words(text) & set(elsewhere.split()), text
            assert not set(text) & set('"“”'), text  # «quoted» as in Norwegian


def test_django_speaks_as_the_hub_does_in_every_language():
    for language in ("nb", "nn", "en"):
        assert form_words_said() <= {entry.msgid for entry in entries(language)}
    assert {entry.msgid for entry in entries("en")} == form_words_said(), "other English stands in the code"


def form_words_said() -> set[str]:
    """The sentences of Django's that are said in another way."""
    return set(said_in([ROOT / "hub" / "look" / "form_words.py"]))
