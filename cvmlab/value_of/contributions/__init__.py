"""What customers give besides money: how often it is to be expected, and whose it is."""
