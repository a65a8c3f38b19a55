namespace ResearchML.Evaluators;

/// <summary>Gradient and Hessian of a log likelihood in the logit of the mean and the logarithm of the size α + β.</summary>
internal readonly record struct BetaBinomialSlope(double Mean, double Size, double MeanMean, double MeanSize, double SizeSize)
{
    /// <summary>The inverse of −H, the covariance of the two estimates; NaN where −H is not positive definite.</summary>
    public (double MeanMean, double MeanSize, double SizeSize) Covariance()
    {
        double determinant = (MeanMean * SizeSize) - (MeanSize * MeanSize);
        return MeanMean < 0 && determinant > 0
            ? (-SizeSize / determinant, MeanSize / determinant, -MeanMean / determinant)
            : (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>−H with its diagonal raised until the quadratic form is positive definite, and by <paramref name="damping"/> at least; solved for the step uphill.</summary>
    public (double Mean, double Size) Step(double damping)
    {
        double middle = -(MeanMean + SizeSize) / 2, half = (SizeSize - MeanMean) / 2, least = middle - Math.Sqrt((half * half) + (MeanSize * MeanSize));
        double raise = least > 0 ? damping : damping - (1.5 * least) + (1e-3 * Math.Abs(middle)) + 1e-12;
        double a = raise - MeanMean, b = -MeanSize, d = raise - SizeSize, determinant = (a * d) - (b * b);
        return (((d * Mean) - (b * Size)) / determinant, ((a * Size) - (b * Mean)) / determinant);
    }

    /// <summary>gᵀ(−H)⁻¹g, twice what a Newton step gains: NaN where −H is not positive definite.</summary>
    public double Decrement()
    {
        (double mm, double ms, double ss) = Covariance();
        return (mm * Mean * Mean) + (2 * ms * Mean * Size) + (ss * Size * Size);
    }
}
