"""From a document as it came in to articles whose paragraphs are whole and in order."""

from yanzhen.reading.layout.arrange import arrange
from yanzhen.reading.layout.placed import Arrangement, Placed, Story

__all__ = ["Arrangement", "Placed", "Story", "arrange"]
