"""A person's sheets against the tables: opened, matched, checked cell by cell, reported, and written back."""
