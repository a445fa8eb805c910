"""The bond that customers feel: a score from 0 to 100, what it foretells, who only thinks so."""
