"""The pages about people: one's own, and those of the site administrator."""
