"""One report for each segment: which there are, what is still to be done, and the page of all."""
