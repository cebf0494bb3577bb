"""What a proposal weighs: indicators, samples, comparisons, verdicts, and the what-if simulation. Pure."""
