"""Risk units play weeks of a world, and what they did is counted."""
