import re
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _g

AT = re.compile(r"(?<![\w@./-])@(?=\w)")
WORD = re.compile(r"[^\s@,;:!?()\[\]{}<>\"“”«»]+")
MOST_WORDS, MOST_MENTIONS = 6, 10  # words of a name; people in one comment
LONGEST_NAME = 200

People = dict[int, tuple[Any, str]]  # {number of the person: (person, as it was typed after the @)}


class Mention(models.Model):
    """That a comment names somebody who could see it then. Whether they still can is asked of the thing."""

    comment = models.ForeignKey("dialogue.Comment", models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    typed = models.CharField(max_length=LONGEST_NAME)  # after the @: a name or an employee number
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="one_mention_per_comment")]
        indexes = [models.Index(fields=["user", "-at"])]


def mentioned_in(text: str, thing: Any) -> tuple[People, list[str]]:
    """Whom a text mentions of those who may see the thing, and a sentence for each @ that mentions nobody.

    After the @ stands an employee number, or a whole name as colleagues write it.
    """
    people: People = {}
    refused: list[str] = []
    for words in list(dict.fromkeys(_words_after(text)))[: 2 * MOST_MENTIONS]:
        found, typed = _person(words)
        if len(found) > 1:
            refused.append(_g("Several people are called %(name)s. Write @ and the employee number.") % {"name": typed})
        elif not found:
            refused.append(
                _g("@%(name)s mentions nobody. Write the whole name, or the employee number.") % {"name": words[0]}
            )
        elif not thing.allows(found[0], "view"):
            refused.append(_g("%(person)s may not see this, and is not mentioned.") % {"person": found[0]})
        elif len(people) == MOST_MENTIONS and found[0].pk not in people:
            refused.append(_g("%(person)s is not mentioned: there are too many names.") % {"person": found[0]})
        else:
            people.setdefault(found[0].pk, (found[0], typed))
    return people, refused


def _words_after(text: str) -> list[tuple[str, ...]]:
    """For each @, the words that may be the name."""
    found = []
    for at in AT.finditer(text):
        words: list[str] = []
        end = at.end()
        while len(words) < MOST_WORDS and (word := WORD.match(text, end)):
            words.append(word[0])
            end = word.end() + 1
            if text[word.end() : end] != " ":
                break
        if words:
            found.append(tuple(words))
    return found


def _person(words: tuple[str, ...]) -> tuple[list[Any], str]:
    """The people at work who are meant, and as much of the words as names them: the longest name that fits."""
    people = get_user_model().objects.active()
    number = words[0].rstrip(".")
    if by_number := people.filter(number__iexact=number).first():
        return [by_number], number
    called = list(people.named(words[0].rstrip("."))[:200])
    for count in range(len(words), 0, -1):
        typed = " ".join(words[:count]).rstrip(".")
        name = typed.casefold()
        if found := [person for person in called if name in _names(person)]:
            return found, typed
    return [], ""


def _names(person: Any) -> set[str]:
    """The ways in which a colleague may write the whole name."""
    given = {person.given_name, person.preferred_name, f"{person.given_name} {person.preferred_name}"}
    whole = {f"{first} {person.family_name}" for first in given if first.strip()} | {person.name}
    return {name.strip().casefold() for name in whole}
