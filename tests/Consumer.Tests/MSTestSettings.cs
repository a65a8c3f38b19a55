[assembly: DoNotParallelize] // each test builds a program, and a build takes all cores.
