"""Page shell and components, without a word of the domain."""
