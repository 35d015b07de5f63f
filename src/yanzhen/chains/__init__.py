"""Industry chains and regional specialisation: where a region is strong, weak or missing, and how sure that is."""
