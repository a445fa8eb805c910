"""What happened by lot: groups compared as they were drawn, and how large a draw must be."""
