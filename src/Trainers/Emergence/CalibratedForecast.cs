using MathNet.Numerics.Distributions;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>A trained forecast with what is known of its errors.</summary>
/// <remarks>
/// (6) ŷ ± t·s, t of Student's distribution. Up to the last compute that was learned from, s is equation (5) with one degree of freedom less than there are models: the interval is for a model that was not
/// learned from, not for the line. Beyond it all models go where none has been, and err alike: s is then the larger of (5) and (9), and its degrees of freedom are the times at which (9)
/// could be tried, if those are fewer than those of (5): errors at one time are alike.
/// </remarks>
internal sealed class CalibratedForecast
{
    private readonly (double Compute, double Deviation, int Freedom) _last;
    private readonly int _freedom;

    private CalibratedForecast(TrainedForecast trained, double deviation, int freedom, (double, double, int) last, bool isTried) => (Trained, Deviation, _freedom, _last, IsTriedInTime) = (trained, deviation, freedom, last, isTried);

    public TrainedForecast Trained { get; }

    /// <summary>(5) s, in logits.</summary>
    public double Deviation { get; }

    /// <summary>Whether (9) could be tried; where not, s beyond the last compute is (5).</summary>
    public bool IsTriedInTime { get; }

    public static CalibratedForecast Train(ForecastMethod method, IReadOnlyList<EmergencePair> training)
    {
        TrainedForecast trained = method.Train(training);
        // The k that was chosen stays: choosing anew in each fold tells of the choice, not of this forecast.
        ForecastMethod same = method is ChosenPassAtKMethod ? LinearMethod.PassAt(trained.K) : method;
        double deviation = LeaveOneModelOut.Deviation(same, training);
        int freedom = training.DistinctBy(p => p.Model).Count() - 1;
        (double beyond, int times) = ForwardInTime.Deviation(same, training);
        return new CalibratedForecast(trained, deviation, freedom, (training.Max(p => p.Later.Compute), times == 0 ? deviation : Math.Max(deviation, beyond), times == 0 ? freedom : Math.Min(times, freedom)), times > 0);
    }

    /// <summary>The forecast in logits, with its interval.</summary>
    public Estimate Logit(EmergenceCheckpoint now, double horizon, double level)
    {
        bool isBeyond = Math.Log10(now.Compute) + horizon > Math.Log10(_last.Compute) + 1e-9; // but for rounding
        (double deviation, int freedom) = isBeyond ? (_last.Deviation, _last.Freedom) : (Deviation, _freedom);
        double logit = Trained.Logit(now, horizon), half = StudentT.InvCDF(0, 1, freedom, (1 + level) / 2) * deviation;
        return new Estimate(logit, logit - half, logit + half, level);
    }

    /// <summary>The forecast of pass@1, chance included. An interval that reaches no skill begins at 0: without skill pass@1 is chance or less, as of a model that is sure of wrong answers.</summary>
    public Estimate PassAtOne(EmergenceCheckpoint now, double horizon, double level)
    {
        Estimate logit = Logit(now, horizon, level);
        double Of(double value) => now.Chance + (1 - now.Chance) * Logistic.Of(value);
        return new Estimate(Of(logit.Value), logit.Lower <= now.NoSkill ? 0 : Of(logit.Lower), Of(logit.Upper), level);
    }
}
