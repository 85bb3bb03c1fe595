"""The floor: the smallest Django site that does what a page of an intranet does.

What the hub costs is said as a ratio to it, measured in the same run, so that the figure holds on any machine. It reads
a session and a user, asks four questions of the database and shows sixty rows. `settings.py` says what can be varied.
"""
