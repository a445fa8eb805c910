"""From a survey to the value map report: what was read, what may be said, what to do next."""
