"""Which tools fit a situation, why, and what speaks against them: small rules over rows of bits."""
