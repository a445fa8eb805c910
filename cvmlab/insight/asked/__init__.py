"""Knowledge: what customers answer, beside what managers expect and what the files knew."""
