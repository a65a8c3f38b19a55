using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>How well pass@k at one point of training forecasts the last, by k: where large k helps and where it hurts.</summary>
/// <param name="Task">The task.</param>
/// <param name="Compute">The point of training.</param>
/// <param name="K">The k.</param>
/// <param name="Models">How many models have this checkpoint and a later one.</param>
/// <param name="Error">Mean absolute error in pass@1 of the last checkpoint, each model left out in turn, all of them learned from up to their ends.</param>
/// <param name="Gain">The error of k = 1 less this, paired by model: above 0, this k is better.</param>
/// <param name="Spearman">Rank correlation over models of pass@k at this point and pass@1 at the last; NaN with fewer than three models.</param>
public sealed record CheckpointError(string Task, double Compute, int K, int Models, double Error, Estimate Gain, double Spearman);
