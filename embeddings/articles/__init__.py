"""Reading articles: one loader a format behind one `read`, cleaning, chunking, reprints."""
