"""The editors' desk: what there is to do to keep the pages true, for those who keep them. Reads across apps."""
