from typing import Any

from django.core.management.commands import makemessages

ELSEWHERE = ["tests", "bench", "frontend", "data", "node_modules", "content"]  # no words of the interface there


class Command(makemessages.Command):
    """Django's own, with our second name of gettext, and with what locale/README.md asks for as the default."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_g"]

    def handle(self, *args: Any, **options: Any) -> None:
        options["locale"] = options["locale"] or ["nb", "nn"]
        options["ignore_patterns"] = [*options["ignore_patterns"], *ELSEWHERE]
        super().handle(*args, **{**options, "no_location": True, "no_obsolete": True})
