"""From text to vectors and terms."""
