"""Mapping files: whose column is which of ours, and what their values mean."""

from serai.declarations.mapping.file import load, shipped
from serai.declarations.mapping.fitting import Fitted, fit
from serai.declarations.mapping.rules import FileMapping, Rule, taken_as_they_are

__all__ = ["FileMapping", "Fitted", "Rule", "fit", "load", "shipped", "taken_as_they_are"]
