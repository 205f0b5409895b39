"""What a filing is measured against: a Flask endpoint that inserts one row and commits."""

import os

from flask import Flask, request
from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"], pool_size=8, max_overflow=8)
app = Flask(__name__)
INSERT = text("INSERT INTO bench_row (body) VALUES (:body)")


@app.get("/healthz")
def healthz() -> str:
    """Tell the launcher that it answers."""
    return "alive"


@app.post("/")
def add() -> str:
    """Insert one row."""
    with engine.begin() as connection:
        connection.execute(INSERT, {"body": request.form["body"]})
    return "done"
