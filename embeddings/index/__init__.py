"""Dense and sparse indexes, and a generation of both on disk."""
