"""Trains the checker that ships with Newsdesk: ``make train-checker``."""
