"""All pages of support activities: for who runs them, for budgets, for cooperatives."""

from support import budget_views, guest_views, plan_views
from support.blueprint import bp

__all__ = ["bp", "budget_views", "guest_views", "plan_views"]
