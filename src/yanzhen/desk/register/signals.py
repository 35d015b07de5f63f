"""What the register tells other rooms, without knowing them."""

from __future__ import annotations

from django.dispatch import Signal

statements_changed = Signal()
"""Sent inside the transaction with ``statements``: the rows whose words changed."""
