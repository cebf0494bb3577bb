"""From a formula to figures: Ibis expressions over insight's marts, within a reader's scope."""
