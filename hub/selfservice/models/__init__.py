from hub.selfservice.models.changes import ServiceChange
from hub.selfservice.models.links import ServiceLink
from hub.selfservice.models.needs import Need
from hub.selfservice.models.openings import Openings

__all__ = ["Need", "Openings", "ServiceChange", "ServiceLink"]
