"""Pages over every kind of dossier: my desk, search, and papers."""

from dossiers import desk_views, paper_views, task_views
from dossiers.blueprint import bp

__all__ = ["bp", "desk_views", "paper_views", "task_views"]
