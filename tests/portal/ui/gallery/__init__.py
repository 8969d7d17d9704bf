"""Pages that show every part of the look once, for tests and for whoever changes the style sheet."""
