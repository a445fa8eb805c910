"""What a point of quality and a minute of hassle count for in money."""
