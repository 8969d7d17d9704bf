"""What people do. One function is one deed and one transaction."""
