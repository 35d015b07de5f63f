"""Which firms lead, whom they pull, and what if one leaves."""
