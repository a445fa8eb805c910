"""What a stronger relationship pays: seen, adjusted for, and tried by lot."""
