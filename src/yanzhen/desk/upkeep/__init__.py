"""Keeping a home: backup, restore, upgrade and a check-up."""

from yanzhen.desk.upkeep.backups import backup, restore
from yanzhen.desk.upkeep.checkup import Finding, doctor

__all__ = ["Finding", "backup", "doctor", "restore"]
