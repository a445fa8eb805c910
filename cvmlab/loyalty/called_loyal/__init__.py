"""Who is called loyal: by their purchases, by the firm's label, and in their own words."""
