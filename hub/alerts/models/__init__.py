from hub.alerts.models.alerts import Alert, AlertUpdate
from hub.alerts.models.answers import Acknowledgement, Answer
from hub.alerts.models.prepared import AlertRule, AlertTemplate
from hub.alerts.models.screens import ScreenRecord

__all__ = ["Acknowledgement", "Alert", "AlertRule", "AlertTemplate", "AlertUpdate", "Answer", "ScreenRecord"]
