"""All pages of support activities: for who runs them, for budgets, of letters, for cooperatives."""

from support import budget_views, guest_views, letter_views, plan_views
from support.blueprint import bp

__all__ = ["bp", "budget_views", "guest_views", "letter_views", "plan_views"]
