"""From records to what their pages show; see ``catalogue.view_models`` for the shapes."""
