namespace ResearchML.Trainers;

/// <summary>What a method learned.</summary>
/// <param name="Logit">The forecast.</param>
/// <param name="K">The k whose pass@k it looks at; 0 where it looks at none.</param>
/// <param name="Coefficients">(a, b, c) of equation (4), b of x; empty where it is another.</param>
internal sealed record TrainedForecast(LogitForecast Logit, int K, IReadOnlyList<double> Coefficients);
