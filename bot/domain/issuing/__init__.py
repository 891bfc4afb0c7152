"""Keys and the pause of issuing, as operators change them."""
