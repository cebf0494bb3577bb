"""What the demo makes up: lives told in full (`stories`), and a sales company with planted effects (`simulation`)."""

from polku.demo.logic.stories import CARE, STAGES, Plan, Step, plans

__all__ = ["CARE", "STAGES", "Plan", "Step", "plans"]
