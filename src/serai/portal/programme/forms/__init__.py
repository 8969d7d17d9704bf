"""What people fill in, one file for each part."""
