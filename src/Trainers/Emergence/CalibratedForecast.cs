using MathNet.Numerics.Distributions;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>A trained forecast with what is known of its errors.</summary>
/// <remarks>(6) ŷ ± t·s, s of equation (5) and t of Student's distribution with one degree of freedom less than there are models: the interval is for a model that was not learned from, not for the line.</remarks>
internal sealed class CalibratedForecast
{
    private CalibratedForecast(TrainedForecast trained, double deviation, int models) => (Trained, Deviation, Models) = (trained, deviation, models);

    public TrainedForecast Trained { get; }

    /// <summary>s, in logits.</summary>
    public double Deviation { get; }

    public int Models { get; }

    public static CalibratedForecast Train(ForecastMethod method, IReadOnlyList<EmergencePair> training)
    {
        TrainedForecast trained = method.Train(training);
        // The k that was chosen stays: choosing anew in each fold tells of the choice, not of this forecast.
        ForecastMethod same = method is ChosenPassAtKMethod ? LinearMethod.PassAt(trained.K) : method;
        return new CalibratedForecast(trained, LeaveOneModelOut.Deviation(same, training), training.DistinctBy(p => p.Model).Count());
    }

    /// <summary>The forecast in logits, with its interval.</summary>
    public Estimate Logit(EmergenceCheckpoint now, double horizon, double level)
    {
        double logit = Trained.Logit(now, horizon), half = StudentT.InvCDF(0, 1, Models - 1, (1 + level) / 2) * Deviation;
        return new Estimate(logit, logit - half, logit + half, level);
    }

    /// <summary>The forecast of pass@1, chance included.</summary>
    public Estimate PassAtOne(EmergenceCheckpoint now, double horizon, double level)
    {
        Estimate logit = Logit(now, horizon, level);
        double Of(double value) => now.Chance + (1 - now.Chance) * Logistic.Of(value);
        return new Estimate(Of(logit.Value), Of(logit.Lower), Of(logit.Upper), level);
    }
}
