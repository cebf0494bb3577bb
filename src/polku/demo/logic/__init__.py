"""What the demo makes up: lives told in full (`stories`), and a sales company with planted effects (`simulation`)."""

from polku.demo.logic.stories import CARE, SELLING, STAGES, Plan, Step, lively_plans, plans

__all__ = ["CARE", "SELLING", "STAGES", "Plan", "Step", "lively_plans", "plans"]
