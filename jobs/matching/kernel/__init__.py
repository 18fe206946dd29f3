"""The compiled parts of `jobs.matching.topk`: small functions over plain arrays, which the compiler turns into vector code."""
