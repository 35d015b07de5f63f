"""Dated, cited rulebooks: what a firm meets, what it misses, and the shortest climb to the next rung."""
