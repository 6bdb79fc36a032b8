"""Turns the interviews in your calendar into the right follow-ups, in the task app you already use."""

__version__ = "0.1.0"
