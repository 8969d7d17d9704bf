"""What is read of people, narrowed to what the reader may see."""
