"""What customers are expected to bring, one by one and together, and how sure that is."""
