"""Work by the clock. An app marks functions in its `jobs.py` with `hub.schedule.jobs.every`; the worker runs them."""
