"""Benchmarks: run from the repository's root, for instance ``python -m bench.reading``."""
