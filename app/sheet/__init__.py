"""What a form looks like on paper, measured once for all writers and the preview; it paints nothing."""
