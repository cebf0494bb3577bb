"""From a finding to a proposal, a new version of the process and its verdict; what-if on the log (A6, H7)."""
