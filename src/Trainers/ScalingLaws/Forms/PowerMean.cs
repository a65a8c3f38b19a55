using static System.Math;

namespace ResearchML.Trainers;

/// <summary>M = (w·e^(-a·n/γ) + (1-w)·e^(-b·d/γ))^γ, the sum under a power that Kaplan's and the generalised form share: 1 at the centre, near it a power a in N and b in D whatever γ is.</summary>
internal readonly ref struct PowerMean
{
    public PowerMean(double share, double a, double b, double gamma, double n, double d)
    {
        // Relative to the larger exponent, so that neither term overflows before the power is taken.
        double sizeLog = -a * n / gamma, dataLog = -b * d / gamma, most = Max(sizeLog, dataLog);
        double size = Exp(sizeLog - most), data = Exp(dataLog - most), sum = share * size + (1 - share) * data;
        double logSum = Log(sum) + most, sizePart = share * size / sum, dataPart = (1 - share) * data / sum;
        Value = Exp(gamma * logSum);
        ByShare = Value * gamma * (size - data) / sum;
        ByA = -Value * n * sizePart;
        ByB = -Value * d * dataPart;
        ByGamma = Value * (logSum - sizePart * sizeLog - dataPart * dataLog);
    }

    public double Value { get; }

    public double ByShare { get; }

    public double ByA { get; }

    public double ByB { get; }

    public double ByGamma { get; }
}
