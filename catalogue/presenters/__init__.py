"""Pages of tools, organisations, practice and misuse; each module has the shapes that it makes."""
