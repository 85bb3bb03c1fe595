"""Stored files: what may be kept, and the one way in which bytes leave. Knows no app; takes models as arguments."""

from hub.files.accepting import Accepted, NotAccepted, accept
from hub.files.answering import serve
from hub.files.stored import StoredFile, random_name

__all__ = ["Accepted", "NotAccepted", "StoredFile", "accept", "random_name", "serve"]
