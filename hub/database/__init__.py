"""Where the hub keeps its rows: the SQLite backend, the checks of its settings, backup and restore."""
