"""Reading Chinese text: tools without a word of the domain."""
