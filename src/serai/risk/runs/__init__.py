"""Files screened from beginning to end: results part by part, what was counted, and a picture of it."""
