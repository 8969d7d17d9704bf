"""Who gets examined: strategies, capacity, the random share, and the propensity of every choice."""
