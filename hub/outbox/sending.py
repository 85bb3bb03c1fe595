"""The worker's part: letters out of the outbox, one at a time.

A letter is marked as taken, then sent, then marked as sent, each for itself. A worker that is killed before the mail
server has answered leaves it taken, and it is sent when the lease is over. Killed in the instant between the answer and
the mark, it is sent a second time: mail cannot be sent exactly once. The second has the Message-ID of the first, which
mail servers and programs use to keep one of the two.
"""

import logging
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from hub.outbox.kinds import Text, registered
from hub.outbox.models import Letter

logger = logging.getLogger(__name__)
SLICE = 2.0  # seconds; then other tasks have their turn
CONNECTION = (  # nobody else's letter would fare better
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
)


def send_due(seconds: float = SLICE) -> bool:
    """Send what is due. Whether there is more, and it makes sense to go on at once."""
    began = time.monotonic()
    with Post() as post:
        while letter := Letter.objects.take(timezone.now()):
            if not post.send(letter):
                return False
            if time.monotonic() - began > seconds:
                return Letter.objects.due(timezone.now()).exists()
    return False


class Post:
    """A connection to the mail server, opened when there is something to send."""

    def __init__(self) -> None:
        self.connection: Any = None

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def close(self) -> None:
        if self.connection is not None:
            with suppress(OSError):
                self.connection.close()
        self.connection = None

    def send(self, letter: Letter) -> bool:
        """One letter, and what became of it. False when the server itself is at fault: then no other is tried now."""
        try:
            message = message_of(letter)
            if message is None:
                letter.drop()
                return True
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _said in refused.recipients.values()]
            self._give_up(letter.fail if min(codes, default=0) >= 500 else letter.try_again, refused, str(codes[:1]))
        except Exception as error:
            self._give_up(letter.try_again, error)
            is_smtp = isinstance(error, smtplib.SMTPException)
            return not isinstance(error, CONNECTION) and (is_smtp or not isinstance(error, OSError))
        else:
            letter.sent()
        return True

    def _hand_over(self, message: EmailMessage) -> None:
        if self.connection is None:
            self.connection = get_connection()
            self.connection.open()
        self.connection.send_messages([message])

    def _give_up(self, verdict: Callable[[str], bool], error: Exception, more: str = "") -> None:
        """For now. What the server said may hold the address, so only the kind of error is kept and logged."""
        self.close()
        code = getattr(error, "smtp_code", more)
        fault = f"{type(error).__name__} {code}".strip()[:60]
        verdict(fault)
        if not isinstance(error, OSError):
            logger.error("A letter could not be written.", exc_info=True)
        else:
            logger.warning("A letter could not be sent: %s", fault)


def message_of(letter: Letter) -> EmailMessage | None:
    """The letter as it goes out; None when nobody is to get it any more."""
    kind, user = registered.get(letter.kind), letter.user
    over = letter.over_at <= timezone.now()
    if kind is None or over or user is None or not user.is_active or not letter.address:
        return None
    with translation.override(user.language):
        text = kind.write(letter)
    if text is None:
        return None
    return EmailMultiAlternatives(text.subject, text.body, to=[letter.address], headers=headers_of(letter, text))


def headers_of(letter: Letter, text: Text) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mark = salted_hmac("hub.outbox", letter.key).hexdigest()[:24]  # the same at every try, and it tells nothing
    return {"Message-ID": f"<{letter.pk}.{mark}@{host}>", "Auto-Submitted": "auto-generated", **text.headers}
