"""Edges of the chain that pages and firms' descriptions propose: found, listed, and recorded once a person confirms them."""
