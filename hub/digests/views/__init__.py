"""The pages where readers ask for mails, confirm, manage and leave."""
