"""The demonstration: the living programme filled with generated people and what they did.

What they did stands in `content/`, one file for each part, in English and Russian: to change a
challenge, change it there. The modules beside it turn each file into rows. Nothing here is loaded
in production.
"""

from serai.portal.programme.demonstration.loading import load

__all__ = ["load"]
