"""What is read, narrowed to what the reader may see."""
