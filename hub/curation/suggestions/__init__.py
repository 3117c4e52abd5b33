"""What readers tell the curators: corrections, questions, dangers; and the private receipts."""
