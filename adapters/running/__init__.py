"""Background jobs: signing, delivering letters, updating posted cards."""
