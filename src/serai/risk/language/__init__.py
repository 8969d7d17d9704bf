"""The words of a profile: what may be said, how it is read, checked and written back."""
