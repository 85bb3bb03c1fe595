"""The emergency alert: on every screen of its area within a second, signed in or not, until it is read or over.

It replaces neither 110, 112 and 113 nor an alarm bell, and says so wherever it is shown.
"""
