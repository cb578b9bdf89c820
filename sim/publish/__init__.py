"""Figures made ready to be published: words, pages, bundles and galleries."""
