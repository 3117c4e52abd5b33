"""The whole public catalogue as dated files: made each night, signed, and kept."""
