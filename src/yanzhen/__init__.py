"""Yanzhen 雁阵: the open platform for regional innovation, every figure with its source."""

__version__ = "0.2.0"
