using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Evaluators;

/// <summary>Evaluators on an <see cref="MLContext"/>. Reached as <c>mlContext.Evaluators</c>; packages add to it by extension methods.</summary>
public sealed class EvaluatorCatalog
{
    internal EvaluatorCatalog(IHostEnvironment environment) => Environment = environment;

    /// <summary>The environment that components made here run in: seed, log.</summary>
    public IHostEnvironment Environment { get; }
}
