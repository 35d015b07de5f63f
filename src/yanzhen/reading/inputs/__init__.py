"""From a file to an Original: its text, and the chunks in which the file itself holds it."""

from yanzhen.reading.inputs.opening import open_bytes, open_original, printable

__all__ = ["open_bytes", "open_original", "printable"]
