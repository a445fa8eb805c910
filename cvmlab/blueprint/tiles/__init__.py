"""The twelve tiles: what each measures, in two years, with the interval of the change."""
