"""Trains the reader that ships with Newsdesk: ``make train``. Running Newsdesk needs none of it."""
