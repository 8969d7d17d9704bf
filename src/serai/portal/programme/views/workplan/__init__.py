"""Pages of the work plan: the plan with its picture, one item, goals, adoption, each owner's own list."""
