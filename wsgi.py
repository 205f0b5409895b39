"""The web application: gunicorn wsgi:app."""

from config import settings
from factory import create_app

app = create_app(settings())
