"""The pages on which curators read suggestions and decide on them."""
