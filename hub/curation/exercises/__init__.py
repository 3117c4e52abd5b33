"""What curators practise on, in a site that is put back: `make sandbox`."""
