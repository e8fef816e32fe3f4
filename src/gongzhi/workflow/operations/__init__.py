"""Work of the program itself on heads, journal and tallies."""
