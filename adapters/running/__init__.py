"""What runs in the background: signing, delivering letters, bringing posted cards up to date."""
