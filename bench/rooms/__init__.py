"""The hub with a room in it, for the benches of the live layer."""
