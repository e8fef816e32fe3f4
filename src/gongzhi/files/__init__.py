"""Attachments of any matter: taken in by what they are, kept under their hash, given out only to who may see it."""
