namespace ResearchML.LanguageModels;

/// <summary>How early stopping stands.</summary>
/// <param name="BestLoss">The lowest measurement so far.</param>
/// <param name="BestStep">The step that it was reached at; its weights are kept.</param>
/// <param name="Worse">Measurements since then.</param>
/// <param name="LastStep">The step of the last measurement, so that none is made twice, and one that was cancelled is made up for.</param>
internal sealed record HeldOutState(double BestLoss, int BestStep, int Worse, int LastStep);
