"""The engine of demos: what a demo is, and how it comes to the page."""
