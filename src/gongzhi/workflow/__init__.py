"""The engine: flows, subject heads, the journal, tallies; desk and timeline."""
