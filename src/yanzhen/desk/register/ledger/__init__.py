"""The register's tables: sheets brought in whole, what is in force, what was known on a day, and how to take an import back."""
