using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Looks at a schedule before a run does, so that one that leaves its range is refused when it is given and not hours later.</summary>
internal static class ScheduleProbe
{
    /// <summary>The first value at the beginning, the middle and the end of a training that a rule forbids; or <see langword="null"/>. A schedule may still leave its range between them.</summary>
    public static (double Progress, double Value)? FirstOutside(this Schedule schedule, Func<double, bool> isAllowed)
    {
        foreach (double progress in (ReadOnlySpan<double>)[0, 0.5, 1])
        {
            double value = schedule.At(0, progress);
            if (!isAllowed(value))
                return (progress, value);
        }
        return null;
    }
}
