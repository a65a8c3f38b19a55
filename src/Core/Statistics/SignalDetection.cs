using MathNet.Numerics.Distributions;

namespace ResearchML.Statistics;

/// <summary>How well yes is told from no, apart from how readily yes is said.</summary>
/// <remarks>
/// <para>Green and Swets 1966, "Signal detection theory and psychophysics"; Macmillan and Creelman 2005, "Detection theory", chapters 1 and 2. Equal-variance normal model of
/// a yes-or-no task: with Φ⁻¹ the normal quantile, d' = Φ⁻¹(H) - Φ⁻¹(F) and c = -(Φ⁻¹(H) + Φ⁻¹(F))/2.</para>
/// <para>In d' and c the rates have the log-linear correction, without which a rate of 0 or 1 is infinite (Hautus 1995, "Corrections for extreme proportions and their biasing
/// effects on estimated values of d'", Behavior Research Methods 27, 46-51): H = (hits + 0.5)/(signals + 1), F = (false alarms + 0.5)/(noises + 1), whether or not a rate is
/// extreme. One who always says yes, or always no, so has d' = 0 where signals and noises are as many; where they are not, the correction leaves a trace of their ratio.
/// Youden's J (Youden 1950, "Index for rating diagnostic tests") is of the raw rates.</para>
/// </remarks>
public sealed record SignalDetection
{
    private SignalDetection(int hits, int signals, int falseAlarms, int noises)
    {
        (Hits, Signals, FalseAlarms, Noises) = (hits, signals, falseAlarms, noises);
        if (signals == 0 || noises == 0)
            return;
        double hit = Normal.InvCDF(0, 1, (hits + 0.5) / (signals + 1.0)), falseAlarm = Normal.InvCDF(0, 1, (falseAlarms + 0.5) / (noises + 1.0));
        DPrime = hit - falseAlarm;
        Criterion = -(hit + falseAlarm) / 2;
    }

    /// <summary>Signals that were answered with yes.</summary>
    public int Hits { get; }

    /// <summary>Trials in which yes was right.</summary>
    public int Signals { get; }

    /// <summary>Noises that were answered with yes.</summary>
    public int FalseAlarms { get; }

    /// <summary>Trials in which no was right.</summary>
    public int Noises { get; }

    /// <summary>hits/signals, uncorrected. NaN without signals.</summary>
    public double HitRate => Hits / (double)Signals;

    /// <summary>false alarms/noises, uncorrected. NaN without noises.</summary>
    public double FalseAlarmRate => FalseAlarms / (double)Noises;

    /// <summary>Sensitivity d', in standard deviations: 0 where yes is as likely to noise as to signal. NaN without signals or without noises.</summary>
    public double DPrime { get; } = double.NaN;

    /// <summary>Criterion c, in standard deviations: below 0 where yes is said readily, above 0 where it is said rarely. NaN without signals or without noises.</summary>
    public double Criterion { get; } = double.NaN;

    /// <summary>Youden's J, the hit rate less the false alarm rate, from -1 to 1. NaN without signals or without noises.</summary>
    public double YoudenJ => HitRate - FalseAlarmRate;

    /// <summary>The measures of a table of counts.</summary>
    /// <param name="hits">Signals answered with yes. From 0 to <paramref name="signals"/>.</param>
    /// <param name="signals">Trials in which yes was right. At least 0.</param>
    /// <param name="falseAlarms">Noises answered with yes. From 0 to <paramref name="noises"/>.</param>
    /// <param name="noises">Trials in which no was right. At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or larger than the number of its trials.</exception>
    public static SignalDetection FromCounts(int hits, int signals, int falseAlarms, int noises)
    {
        Counts.RequireWithin(hits, signals);
        Counts.RequireWithin(falseAlarms, noises);
        return new SignalDetection(hits, signals, falseAlarms, noises);
    }
}
