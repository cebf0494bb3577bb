"""The buyer's journey: what buyers decide, do, ask and stumble over along the stages, per persona (A3)."""
