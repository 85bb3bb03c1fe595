"""The staff register: reading exports, planning what they change, and applying that in one transaction."""
