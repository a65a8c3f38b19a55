[assembly: DoNotParallelize] // Live tensor counts are per process.
