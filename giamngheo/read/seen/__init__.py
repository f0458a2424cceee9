"""What a person sees on a sheet, whatever kind of file it comes from."""
