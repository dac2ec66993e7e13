"""Open what people have: sources of bytes, the layouts they come in, the times they carry."""
