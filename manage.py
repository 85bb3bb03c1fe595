#!/usr/bin/env python3
"""The hub's commands: `python3 manage.py demo` to see it run, `python3 manage.py test` to test it.

On a bare machine hub_setup.py makes the environment first. This file is written so that any Python can read it: one
that is too old looks for a newer one on the machine, and says so in a sentence when there is none.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, ".venv", "bin", "python")
NEWER = [OURS, "python3.13", "python3.12", "python3.14", "python3.11", "python3"]
TOO_OLD = (
    "The hub needs Python 3.11 or newer. This is Python %d.%d, and no newer one was found on this machine. "
    "Install one (Debian and Ubuntu: apt install python3) and try again."
)


def main():
    if sys.version_info < OLDEST:
        start_with_newer()
    # Both imports wait: an old Python cannot read the first, and a bare machine does not have the second.
    import hub_setup

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    hub_setup.enter(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def start_with_newer():
    for name in NEWER:
        if is_new_enough(name):
            sys.stdout.flush()
            os.execvp(name, [name] + sys.argv)
    sys.exit(TOO_OLD % sys.version_info[:2])


def is_new_enough(name):
    """Run the candidate: a name on PATH may be a shim with no Python behind it."""
    with open(os.devnull, "w") as nowhere:
        try:
            return not subprocess.call(
                [name, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], stdout=nowhere, stderr=nowhere
            )
        except OSError:
            return False


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # the shell's own status for Ctrl-C, and no traceback
