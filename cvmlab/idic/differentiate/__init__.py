"""Value tiers with their chances, who can grow, who lies below zero, and what each needs."""
