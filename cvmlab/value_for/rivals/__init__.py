"""Value beside the rivals: the map, the leads, what is spent elsewhere, what to promise."""
