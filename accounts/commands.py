"""Commands: flask accounts …"""

from flask.cli import AppGroup

cli = AppGroup("accounts")
