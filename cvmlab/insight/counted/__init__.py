"""Information: rows added up, by customer, by cohort, by window."""
