"""Compile a set of profiles, screen declarations against it, and tell why one was hit."""
