"""Checks that keep the house's rules true: plain functions, each seen to fail on a planted violation."""
