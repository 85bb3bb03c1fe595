"""Whatever is said, changed, hidden and shown: each person reads what the rules let them, counted from a plain list."""

import re
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access import Refused
from hub.dialogue.models import Comment, Thread
from hub.people.models import User
from tests import world as cast

WRITERS = ["amina", "ola", "dag"]  # Ola edits in the unit, Dag is a deputy there, Amina writes nothing there
READERS = [*WRITERS, "eva", "sara"]
MODERATORS = {"ola", "dag", "eva", "kari"}
who, which = st.sampled_from(WRITERS), st.integers(0, 7)
STEPS = st.one_of(
    st.tuples(st.just("say"), who, which),
    st.tuples(st.just("answer"), who, which),
    st.tuples(st.just("answer"), who, which),
    st.tuples(st.just("rewrite"), who, which),
    st.tuples(st.just("hide"), who, which),
    st.tuples(st.just("unhide"), who, which),
    st.tuples(st.just("switch"), who, which),
)


@dataclass
class Said:
    """A comment as the rules see it, without a database."""

    number: int
    by: str
    text: str
    top: "Said | None" = None
    hidden_by: str = ""
    answers: list["Said"] = field(default_factory=list)

    def read_by(self, reader):
        return reader != "sara" and (not self.hidden_by or self.by == reader)

    def has_place_for(self, reader):
        if self.read_by(reader) or (reader in MODERATORS and reader != "sara"):
            return True
        return reader != "sara" and any(answer.read_by(reader) for answer in self.answers)


class Undo(Exception):
    pass


class Talk:
    def __init__(self):
        self.world = cast.build()
        self.notice = cast.notice(
            self.world.lokentunet, "Julebord", self.world.kari, cast.narrow(self.world.lokentunet)
        )
        self.said: list[Said] = []
        self.is_open = True

    def person(self, name):
        return User.objects.get(pk=getattr(self.world, name).pk)

    def do(self, verb, name, at):
        """In the database and in the list; both refuse the same."""
        target = self.said[at % len(self.said)] if self.said else None
        allowed = self.allowed(verb, name, target)
        try:
            with transaction.atomic():
                self.in_database(verb, name, target)
        except Refused:
            assert not allowed, (verb, name, target)
        else:
            assert allowed, (verb, name, target)
            self.in_list(verb, name, target)

    def allowed(self, verb, name, target):
        if verb == "switch":
            return True
        if verb == "say":
            return self.is_open
        if verb == "answer":
            return self.is_open and not (target.top or target).hidden_by
        if verb == "rewrite":
            return self.is_open and not target.hidden_by
        if verb == "unhide" and target.hidden_by:
            return (target.hidden_by == target.by) == (name == target.by)
        return True

    def in_database(self, verb, name, target):
        thread, person = Thread.objects.get(pk=self.notice.thread_id), self.person(name)
        row = Comment.objects.get(thread=thread, number=target.number) if target else None
        text = f"Tekst {len(self.said) + 1}."
        match verb:
            case "say":
                thread.say(text, person)
            case "answer":
                thread.say(text, person, to=row)
            case "rewrite":
                row.rewrite(f"{target.text} Endret.", person)
            case "hide":
                row.hide(person, "grunn")
            case "unhide":
                row.unhide(person)
            case "switch":
                self.notice.set_up(person, comments_open=not self.is_open)

    def in_list(self, verb, name, target):
        number = len(self.said) + 1
        match verb:
            case "say":
                self.said.append(Said(number, name, f"Tekst {number}."))
            case "answer":
                top = target.top or target
                self.said.append(Said(number, name, f"Tekst {number}.", top))
                top.answers.append(self.said[-1])
            case "rewrite":
                target.text += " Endret."
            case "hide":
                target.hidden_by = target.hidden_by or name
            case "unhide":
                target.hidden_by = ""
            case "switch":
                self.is_open = not self.is_open

    def check(self):
        numbers = dict(Comment.objects.filter(thread=self.notice.thread_id).values_list("pk", "number"))
        for name in READERS:
            client = Client()
            client.force_login(self.person(name))
            answer = client.get(self.notice.get_absolute_url())
            assert answer.status_code == (404 if name == "sara" else 200)
            page = answer.content.decode()
            places = [numbers[int(pk)] for pk in re.findall(r'id="comment-(\d+)"', page)]
            texts = re.findall(r"Tekst \d+\.(?: Endret\.)*(?=</p>)", page)
            shown = [s for top in self.said if not top.top for s in (top, *top.answers) if s.has_place_for(name)]
            assert places == [s.number for s in shown], (name, self.said)
            assert texts == [s.text for s in shown if s.read_by(name)], (name, self.said)
            new = client.get(f"/dialogue/{self.notice.thread_id}/new/?seen=2").content.decode()
            counted = int((re.findall(r'data-count="(\d+)"', new) or [0])[0])
            others = [s for s in self.said if s.number > 2 and not s.hidden_by and s.by != name]
            assert counted == (0 if name == "sara" else len(others))


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=9))
def test_each_reads_what_the_rules_let_them(steps):
    try:
        with transaction.atomic():
            talk = Talk()
            talk.do("say", "amina", 0)
            for step in steps:
                talk.do(*step)
            talk.check()
            raise Undo
    except Undo:
        pass
