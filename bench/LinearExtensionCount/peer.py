"""The networkx side of the paired run. First line out: its version, or nothing where it is missing.
Then for each line in, "n a,b c,d ...": CPU seconds and the number of topological sorts."""
import sys
import time

try:
    import networkx
except ImportError:
    sys.exit(0)
print(networkx.__version__, flush=True)
for line in sys.stdin:
    count, *edges = line.split()
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(int(count)))
    graph.add_edges_from(tuple(map(int, e.split(","))) for e in edges)
    start = time.process_time()
    number = sum(1 for _ in networkx.all_topological_sorts(graph))
    print(time.process_time() - start, number, flush=True)
