"""What is wrong in `config/`: a module for each file, a sentence for each mistake, with file, key and remedy."""
