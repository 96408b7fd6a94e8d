"""What is painted by us, on top of Qt's own item views so that keys and screen readers work."""
