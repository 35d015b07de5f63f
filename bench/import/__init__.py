"""How fast sheets become rows of the register, beside django-import-export on the same sheet."""
