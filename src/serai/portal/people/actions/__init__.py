"""What is done with administrations and officers. One function is one deed and one transaction."""
