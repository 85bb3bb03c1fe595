"""Benchmarks of the hub. Each module has run(), which returns its figures; `manage.py bench` prints them."""
