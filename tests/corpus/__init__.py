"""Labelled events: the development corpus (``dev.jsonl``) and further ones (``more/``)."""
