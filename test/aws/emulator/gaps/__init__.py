"""What ministack 1.5.33 lacks, one module for each gap; `close()` of each is called once before the start."""
