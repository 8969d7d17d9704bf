"""Settings: `base.house()` holds what all share; demo, test and production say only how they differ."""
