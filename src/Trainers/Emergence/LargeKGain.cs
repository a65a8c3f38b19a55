using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>The paired difference between forecasts from pass@1 and from pass@k, k chosen without the model that is forecast.</summary>
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
