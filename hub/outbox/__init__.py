"""Letters by e-mail: written down in the transaction that causes them, sent by the worker.

A row says that there is to be a letter, to whom and of which kind, and never what stands in it: each app writes the
text of its kinds in its `letters.py` at the moment of sending, so that no secret link or title lies in the database.
"""
