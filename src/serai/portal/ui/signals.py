"""What the house asks of the apps above it, which it does not know.

- `sweeping` (now): forget what nobody needs any more; answer with how many things went.
"""

from django.dispatch import Signal

sweeping = Signal()
