"""National code lists and codes with a check: regions, industries, the unified social credit code."""
