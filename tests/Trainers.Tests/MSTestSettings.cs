[assembly: DoNotParallelize] // libtorch uses all cores itself, and live tensors are counted per process.
