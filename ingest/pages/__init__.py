"""From a place, a file, a folder or an address, to its pages."""
