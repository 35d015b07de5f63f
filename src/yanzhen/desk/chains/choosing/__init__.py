"""Choosing industries: the figures, what follows from them, the page."""
