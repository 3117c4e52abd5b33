"""What anybody may send without signing in: how often, what it costs, and whom it may write to."""
