from hub.units.models.audiences import Audience, AudienceUnit
from hub.units.models.care import PageCare
from hub.units.models.changes import UnitChange
from hub.units.models.editing import PageEditing
from hub.units.models.files import PageFile
from hub.units.models.findings import PageFinding
from hub.units.models.grants import RoleRecord, UnitUserGrant
from hub.units.models.links import OutsideAddress, PageLink
from hub.units.models.memberships import Membership
from hub.units.models.notice_texts import NoticeFile, NoticeRevision, NoticeTranslation
from hub.units.models.notices import Notice
from hub.units.models.pages import Page
from hub.units.models.receipts import Receipt, Reminder
from hub.units.models.register import RegisterRun
from hub.units.models.revisions import PageDraft, PageRevision
from hub.units.models.roles import Role
from hub.units.models.tree import Unit

__all__ = [
    "Audience",
    "AudienceUnit",
    "Membership",
    "Notice",
    "NoticeFile",
    "NoticeRevision",
    "NoticeTranslation",
    "OutsideAddress",
    "Page",
    "PageCare",
    "PageDraft",
    "PageEditing",
    "PageFile",
    "PageFinding",
    "PageLink",
    "PageRevision",
    "Receipt",
    "RegisterRun",
    "Reminder",
    "Role",
    "RoleRecord",
    "Unit",
    "UnitChange",
    "UnitUserGrant",
]
