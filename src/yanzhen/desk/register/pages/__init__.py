"""The register's pages: lists of every table, rows, firms, trees of codes, and the import on the desk."""
