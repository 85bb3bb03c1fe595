from hub.people.models.codes import OneTimeCode
from hub.people.models.sessions import Session
from hub.people.models.throttle import KnownBrowser, Throttle
from hub.people.models.users import User

__all__ = ["KnownBrowser", "OneTimeCode", "Session", "Throttle", "User"]
