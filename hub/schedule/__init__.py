"""Work by the clock. An app marks a function in its `jobs.py` with `hub.schedule.jobs.every`; the worker does the rest."""
