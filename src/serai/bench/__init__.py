"""Measurements, one file each, run by `serai bench NAME`."""
