"""Training of the shipped model; needs torch, and is never imported when serving."""
