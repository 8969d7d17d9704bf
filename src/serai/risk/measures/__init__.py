"""What was found, missed and left to chance: figures with their intervals."""
