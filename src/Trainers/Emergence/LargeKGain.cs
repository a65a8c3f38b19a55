using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>The paired difference between forecasts from pass@1 and from pass@k, k chosen without the model that is forecast.</summary>
/// <remarks>
/// Student's t over models was chosen by simulation (bench/EmergenceWorlds, 300 worlds of each kind, level 0.95, where one side may err in 2.5%). Leave-one-model-out, "helps" was said where large k is noise, or the same as
/// pass@1, in at most 0.7% of worlds, and where it helps in 84% with nine models and 61% with five. Forward in time all models are forecast from one training and are not independent, though it was wrong in no more than
/// 1.7%. So the verdict to quote is that of leave-one-model-out. Permuting signs was no safer (3.2%) and is powerless below six models; the correction for overlapping training of Nadeau and Bengio 2003 cost two thirds of the power.
/// </remarks>
/// <param name="Task">The task.</param>
/// <param name="Scheme">What was held out.</param>
/// <param name="Models">Over how many models.</param>
/// <param name="Gain">The error of "pass@1" less that of "pass@k", in pass@1: above 0, large k is better. Student's interval over models, each its mean over forecasts; NaN ends with fewer than two models.</param>
/// <param name="LogitGain">The same of errors in logits.</param>
/// <param name="ChosenK">The k that were chosen, one a fold, ascending.</param>
public sealed record LargeKGain(string Task, ValidationScheme Scheme, int Models, Estimate Gain, Estimate LogitGain, IReadOnlyList<int> ChosenK)
{
    /// <summary>What <see cref="Gain"/> says.</summary>
    public GainVerdict Verdict => Gain.Lower > 0 ? GainVerdict.Helps : Gain.Upper < 0 ? GainVerdict.Hurts : GainVerdict.CannotTell;
}
