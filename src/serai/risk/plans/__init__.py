"""The control plan of a day, and the report a head of unit takes to a meeting."""
