"""Feeds in: RSS and Atom addresses polled, their entries kept as articles."""
