"""Two measured indicators for each IDIC step, what is missing, and the next best move."""
