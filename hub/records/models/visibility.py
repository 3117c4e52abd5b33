"""Who may see a record: five circles, each inside the one before."""

# From the widest to the narrowest circle of readers; each sees all that the circles before it see.
TIERS = ("public", "practitioner", "vetted", "law_enforcement", "internal")


def visible_to(tier: str) -> tuple[str, ...]:
    """The visibilities that a reader of this tier may see. Raises ValueError on an unknown tier."""
    return TIERS[: TIERS.index(tier) + 1]
