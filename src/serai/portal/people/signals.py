"""What people ask of the apps above them, which they do not know.

- `erasing` (officer, names, now): forget this person in what you keep, in the same transaction. `names`
  are the strings that name them. Raise `CannotEraseError` when others depend on them.
- `gathering` (officer): answer with a dictionary of what you keep about this person, for them to take.
"""

from django.dispatch import Signal

erasing = Signal()
gathering = Signal()
