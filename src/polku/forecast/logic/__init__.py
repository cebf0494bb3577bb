"""What a forecast counts, as pure functions: courses of deals, the learned chance, sums of chances, how they fared."""
