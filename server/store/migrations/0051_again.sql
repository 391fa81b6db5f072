-- The stretches of a recording to which the holder of a seat went back for a moment, as pairs of class times.
ALTER TABLE watched ADD COLUMN again TEXT NOT NULL DEFAULT '[]';
