"""Simulated trade on the Trans-Caspian corridor, with traders who learn."""
