"""Turn bytes into events: find anchors in whole chunks, confirm on single records."""
