"""The pages of a programme, one file for each part."""
