"""Django's SQLite backend, made safe for many writers: ENGINE = "hub.database.sqlite"."""
