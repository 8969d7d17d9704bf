"""Risk profiles and sets of them: values, read from YAML and written back."""

from serai.risk.profiles.check import findings_of
from serai.risk.profiles.profile import Example, Lane, Profile
from serai.risk.profiles.profile_set import ProfileSet, ProfileSetError
from serai.risk.profiles.reading import Reading, read_file, read_text

__all__ = [
    "Example",
    "Lane",
    "Profile",
    "ProfileSet",
    "ProfileSetError",
    "Reading",
    "findings_of",
    "read_file",
    "read_text",
]
