"""Learned scores: how probable it is that examining a declaration finds something. One model a file."""
