"""Who may see what, written from the rules of the product and from nothing in the code.

The facts of the cast are said again here in plain words, so that a fault in the permission code cannot hide.
"""

PARENT = {
    "top": None, "helse": "top", "lokentunet": "helse", "kjokken": "lokentunet",
    "hjemme": "helse", "oppvekst": "top", "skole": "oppvekst",
}  # fmt: skip
WORKS_IN = {
    "rita": "top", "siri": "top", "hilde": "top", "ivar": "top", "helge": "helse", "kari": "lokentunet",
    "dag": "lokentunet", "ola": "lokentunet", "eva": "lokentunet", "amina": "kjokken",
    "nils": "hjemme", "sara": "skole",
}  # fmt: skip
LEADS = {"rita": "top", "helge": "helse", "kari": "lokentunet", "nils": "hjemme"}
STANDS_IN = {"dag": "lokentunet"}
CHIEF_EDITS = {"siri": "top", "eva": "lokentunet"}
EDITS = {"ola": "lokentunet", "nils": "hjemme"}
CRISIS_LEADS = {"ivar": "top"}  # once canaries.py has made him so
IS_HR, IS_IT = {"hilde"}, {"ivar"}

# Names that the world knows: the municipality's, which stands on the door, and those of units with something public.
NAMED_OUTSIDE = {"top", "oppvekst", "skole"}

SIGNED_OUT = "signed out"
EVERYBODY = [*WORKS_IN, SIGNED_OUT]


def within(unit, top):
    """Whether a unit is another one, or somewhere below it."""
    while unit is not None:
        if unit == top:
            return True
        unit = PARENT[unit]
    return False


def holds(who, unit, *tables):
    """Whether somebody holds a role of these tables on the unit or above it."""
    return any(within(unit, table[who]) for table in tables if who in table)


def may_write(who, unit):
    return holds(who, unit, LEADS, STANDS_IN, CHIEF_EDITS, EDITS)


def may_publish(who, unit):
    return holds(who, unit, LEADS, STANDS_IN, CHIEF_EDITS)


def may_lead(who, unit):
    return holds(who, unit, LEADS, STANDS_IN)


def has_role(who, role):
    return {
        "leader": who in LEADS,
        "deputy": who in STANDS_IN,
        "chief_editor": who in CHIEF_EDITS,
        "editor": who in EDITS,
        "hr": who in IS_HR,
        "it": who in IS_IT,
    }[role]


# Rules: each answers for one person. The canaries name which rule guards them.


def anybody(who):
    return True


def employees(who):
    return who != SIGNED_OUT


def nobody(who):
    return False


def only(*names):
    return lambda who: who in names


def writers_of(unit):
    return lambda who: may_write(who, unit)


def publishers_of(unit):
    return lambda who: may_publish(who, unit)


def offered(unit, works_within=None):
    """A self-service link that a unit keeps: for everybody or those within a unit, and for those who keep it."""

    def rule(who):
        if who == SIGNED_OUT:
            return False
        return works_within is None or within(WORKS_IN[who], works_within) or may_publish(who, unit)

    return rule


def leaders_of(unit):
    return lambda who: may_lead(who, unit)


def readers(unit, works_within=None, role=None):
    """A published page of `unit`: its audience, and those who write there."""

    def rule(who):
        if who == SIGNED_OUT:
            return False
        meant = works_within is None or within(WORKS_IN[who], works_within)
        meant = meant and (role is None or has_role(who, role))
        return meant or may_write(who, unit)

    return rule


def keepers_of_the_whole(who):
    """Shared Services and IT, who keep what belongs to the whole municipality."""
    return CHIEF_EDITS.get(who) == "top" or who in IS_IT


def answers_for(unit):
    """Who may see by name whom a must-read has reached in a unit: its leaders, HR, and shared services."""
    return lambda who: may_lead(who, unit) or who in IS_HR or CHIEF_EDITS.get(who) == "top"


def asked(unit, works_within):
    """A must-read of `unit` for those who work within another: they, their leaders, HR, and those who write it."""

    def rule(who):
        return who != SIGNED_OUT and (
            within(WORKS_IN[who], works_within) or may_write(who, unit) or answers_for(works_within)(who)
        )

    return rule


def alerted(area):
    """A sent alert for those who work within a unit: they, their leaders, and the crisis lead."""
    return lambda who: (
        who != SIGNED_OUT and (within(WORKS_IN[who], area) or may_lead(who, area) or holds(who, area, CRISIS_LEADS))
    )


def registrars(who):
    return who in IS_HR or who in IS_IT
