"""From records to what their pages show: each module has the shapes that it makes."""
