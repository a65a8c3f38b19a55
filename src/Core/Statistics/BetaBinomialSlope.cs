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

    /// <summary>Newton's step uphill: along each axis of −H by its curvature, whose sign is dropped where it is not that of a maximum, plus <paramref name="damping"/>.</summary>
    public (double Mean, double Size) Step(double damping)
    {
        (double sin, double cos) = Math.SinCos(Math.Atan2(2 * MeanSize, MeanMean - SizeSize) / 2);
        double first = (MeanMean * cos * cos) + (2 * MeanSize * sin * cos) + (SizeSize * sin * sin), second = (MeanMean * sin * sin) - (2 * MeanSize * sin * cos) + (SizeSize * cos * cos);
        double byFirst = ((Mean * cos) + (Size * sin)) / (Math.Abs(first) + damping + double.Epsilon), bySecond = ((Size * cos) - (Mean * sin)) / (Math.Abs(second) + damping + double.Epsilon);
        return ((byFirst * cos) - (bySecond * sin), (byFirst * sin) + (bySecond * cos));
    }

    /// <summary>gᵀ(−H)⁻¹g, twice what a Newton step gains: NaN where −H is not positive definite.</summary>
    public double Decrement()
    {
        (double mm, double ms, double ss) = Covariance();
        return (mm * Mean * Mean) + (2 * ms * Mean * Size) + (ss * Size * Size);
    }
}
