"""Commands: flask demo …"""

from flask.cli import AppGroup

cli = AppGroup("demo")
