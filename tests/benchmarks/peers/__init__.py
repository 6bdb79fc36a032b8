"""The peers: small programs of the same shape, each around one library.

``PROGRAM FILE SINCE UNTIL`` reads an .ics file and prints one line ``UID<TAB>START`` for every occurrence
that starts in ``[SINCE, UNTIL)`` (instants, ``2026-01-31T09:00:00Z``), overrides and exceptions honoured.
START is a UTC instant of the same shape, or a date for an all-day event (compared by date).
"""
