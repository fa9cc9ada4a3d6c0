"""Write the notebooks as static pages."""
