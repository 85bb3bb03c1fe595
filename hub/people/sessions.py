"""What SESSION_ENGINE points at. The class stands beside its model."""

from hub.people.models.sessions import SessionStore

__all__ = ["SessionStore"]
