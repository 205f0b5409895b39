"""Commands of the product, one after the other in one process: python -m launch.prepare.

Loading the program takes longer than what these commands do on most starts, so it is loaded once.
Each argument is a command: `python -m launch.prepare "db upgrade" "demo load"`. Before each one
a line that begins with MARK names it.
"""

import gc
import sys

from flask import Flask
from flask.cli import FlaskGroup
from werkzeug.utils import import_string

MARK = "::"


def main(commands: list[str]) -> None:
    """Run the commands; the first that fails ends it all with its error."""
    app: Flask = import_string("wsgi:app")
    gc.disable()  # they end within seconds, and keep next to nothing that goes in circles
    for command in commands:
        print(f"{MARK}{command}", flush=True)
        group = FlaskGroup(create_app=lambda: app)
        code = group.main(command.split(), prog_name="flask", standalone_mode=False)
        if isinstance(code, int) and code != 0:
            sys.exit(code)
    gc.freeze()  # an exit looks through all that was loaded, for seconds


if __name__ == "__main__":
    main(sys.argv[1:])
