namespace ResearchML.Trainers;

/// <summary>How a method did on what it had not learned from. Means over models of each one's mean, unless said otherwise.</summary>
/// <param name="Task">The task.</param>
/// <param name="Scheme">What was held out.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Models">Over how many models.</param>
/// <param name="Forecasts">Over how many forecasts.</param>
/// <param name="Error">Mean absolute error in pass@1, from 0 to 1.</param>
/// <param name="LogitError">Mean absolute error in logits of pass@1 beyond chance.</param>
/// <param name="Brier">Mean squared difference of the forecast and each later sample's grade, 0 or 1: (p̂ − p)² + p(1 − p). From 0, the best.</param>
/// <param name="Spearman">Rank correlation over models of forecasts of the last checkpoint and what came, the mean over the checkpoints seen that have three models or more; NaN where ranks do not exist. With a model held out it leans downwards: each fold's level moves against the model left out, so that a forecast that knows nothing has less than 0 ("constant" near −1). Compare methods by it, not with 0; <see cref="CheckpointError.Spearman"/> has no such lean.</param>
/// <param name="Coverage">The share of intervals that hold what came (<see cref="HeldOutForecast.IsCovered"/>); it should be the confidence level.</param>
/// <param name="CalibrationSlope">The slope of outcome on forecast, in logits, over all forecasts: 1 is right, less is overconfident.</param>
public sealed record MethodScore(
    string Task, ValidationScheme Scheme, string Method, int Models, int Forecasts, double Error, double LogitError, double Brier, double Spearman, double Coverage, double CalibrationSlope);
