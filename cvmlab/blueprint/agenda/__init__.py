"""What the firm itself writes beside the figures: owners, targets, decisions, marks, plan."""
