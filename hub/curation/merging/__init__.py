"""Two records of one kind become one, and two again where that was wrong."""
