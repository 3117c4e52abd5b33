"""What the site holds about somebody, for whoever asks for their own data (GDPR, article 15)."""
