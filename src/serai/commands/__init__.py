"""The commands, one module each: the first line of its docstring is its help.

A command module has `arguments(parser)` and `run(asked) -> int`. None of them imports Django before
it has chosen the settings.
"""

from types import ModuleType

from serai.commands import bench, demo, manage, plan, profiles, screen, season, serve, world

COMMANDS: dict[str, ModuleType] = {
    "demo": demo,
    "serve": serve,
    "manage": manage,
    "screen": screen,
    "profiles": profiles,
    "plan": plan,
    "world": world,
    "season": season,
    "bench": bench,
}
