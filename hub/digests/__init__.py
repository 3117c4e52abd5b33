"""Changes sent by mail: who asked for which filter, what is due to them, and the outbox."""
