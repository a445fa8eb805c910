"""Whether questions measure anything: reliability, factors, scores with intervals, weights."""
