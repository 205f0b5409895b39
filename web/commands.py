"""The commands of the packages, behind `flask`."""

import sys
from collections.abc import Mapping
from importlib import import_module

import click
from flask.cli import AppGroup

from web import logs


class Commands(AppGroup):
    """Groups of commands by name; the module of one is loaded when it is called, not with pages."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        super().__init__()
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all groups."""
        return sorted({*super().list_commands(ctx), *self.modules})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a group by its name: the `cli` of its module. None where there is none."""
        if cmd_name in self.modules:
            sys.excepthook = logs.tell_fault  # whoever reads the terminal, or the mail of cron
            group: click.Command = import_module(self.modules[cmd_name]).cli
            return group
        return super().get_command(ctx, cmd_name)
