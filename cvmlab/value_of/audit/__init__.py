"""The customer base as a whole: one period, two periods, one cohort, cohorts side by side."""
