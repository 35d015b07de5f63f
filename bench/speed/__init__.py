"""How fast pages are read, how fast the command starts, and how that compares with other libraries."""
