"""Tools side by side, a shortlist kept in the address, and the briefing sheet made of it."""
