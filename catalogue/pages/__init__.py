"""From records to what their pages show; see ``catalogue.showing`` for the shapes."""
