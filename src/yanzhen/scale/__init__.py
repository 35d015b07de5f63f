"""The instruments on an existing distributed engine: the same seeds, the same digits."""
