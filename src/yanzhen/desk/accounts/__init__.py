"""People, what each may do and see, sessions, and the audit trail."""
