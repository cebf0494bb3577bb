"""Measured figures. Ratios within one run count: machines differ and are noisy."""
