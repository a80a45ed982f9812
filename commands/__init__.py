"""The commands of ``newsdesk``, one module each; ``cli.py`` puts them together.

Heavy imports wait inside each command, so that ``--help`` is instant.
"""
